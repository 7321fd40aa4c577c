package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tfpipeline.model.vit.ImageNormalization;

/**
 * The colour part of DINO's augmentation on crops of one size, as graph code: jitter, grayscale,
 * blur, solarisation and, on whole batches, ImageNet normalisation. {@link ColorPlacement} tells
 * which crops are augmented together.
 *
 * <p>Levels stay whole numbers of 0 to 255 from operation to operation, as in the 8-bit images of
 * the recipe's library. Inside, crops are planes {@code [3, crops, columns, rows]}: what mixes
 * channels then works on whole planes, and blur is a product of matrices. No operation tells
 * columns from rows, so they stay in the order in which crops come until the end.
 */
final class ColorAugmentation {

  private final ColorConfig color;
  private final ImmutableList<ViewConfig> views;

  /**
   * Augments the given views.
   *
   * @param views the settings of the views, in their order
   */
  ColorAugmentation(ColorConfig color, List<ViewConfig> views) {
    this.color = color;
    this.views = ImmutableList.copyOf(views);
  }

  /**
   * Augments the crops of one image.
   *
   * @param crops {@code [views, columns, 3, rows]}, RGB
   * @param draws {@code [views, ColorParameters.DRAWS]}, uniform in [0, 1)
   * @return {@code [views, rows, columns, 3]}
   */
  Operand<TUint8> augmentImage(Ops tf, Operand<TUint8> crops, Operand<TFloat32> draws) {
    var batchOfOne = tf.expandDims(draws, tf.constant(0));
    var parameters = ColorParameters.fromDraws(tf, batchOfOne, color, views);
    var planes = tf.dtypes.cast(tf.linalg.transpose(crops, tf.array(2, 0, 1, 3)), TFloat32.class);
    var augmented = tf.dtypes.cast(augment(tf, planes, parameters), TUint8.class);
    return tf.linalg.transpose(augmented, tf.array(1, 3, 2, 0));
  }

  /**
   * Augments and normalises the crops of a batch.
   *
   * @param crops {@code [batch, views, columns, 3, rows]}, RGB
   * @param draws {@code [batch, views, ColorParameters.DRAWS]}, uniform in [0, 1)
   * @return {@code [views * batch, rows, columns, 3]}, normalised, crop-major: the first view of
   *     all images, then the second, ...
   */
  Operand<TFloat32> augmentAndNormalize(Ops tf, Operand<TUint8> crops, Operand<TFloat32> draws) {
    var parameters = ColorParameters.fromDraws(tf, draws, color, views);
    int size = size(crops);
    var colorsFirst = tf.linalg.transpose(crops, tf.array(3, 1, 0, 2, 4));
    var planes = tf.reshape(colorsFirst, tf.array(3, -1, size, size));
    var augmented = augment(tf, tf.dtypes.cast(planes, TFloat32.class), parameters);
    return normalize(tf, tf.linalg.transpose(augmented, tf.array(1, 3, 2, 0)), size);
  }

  /**
   * Normalises the crops of a batch that are augmented already.
   *
   * @param crops {@code [batch, views, rows, columns, 3]}, RGB
   * @return {@code [views * batch, rows, columns, 3]}, crop-major as above
   */
  static Operand<TFloat32> normalizeOnly(Ops tf, Operand<TUint8> crops) {
    var viewMajor = tf.linalg.transpose(crops, tf.array(1, 0, 2, 3, 4));
    return normalize(tf, tf.dtypes.cast(viewMajor, TFloat32.class), size(crops));
  }

  private static int size(Operand<TUint8> crops) {
    return Math.toIntExact(crops.shape().get(2));
  }

  /**
   * All but the normalisation.
   *
   * @param planes {@code [3, crops, size, size]}, whole levels of 0 to 255
   * @return the same shape, whole levels
   */
  Operand<TFloat32> augment(Ops tf, Operand<TFloat32> planes, ColorParameters parameters) {
    var result = planes;
    if (color.jitterProbability() > 0) {
      result = new ColorJitter(tf, parameters, color.hue() > 0).apply(result);
    }
    if (color.grayscaleProbability() > 0) {
      result = grayscale(tf, result, parameters.grayscaled());
    }
    if (views.stream().anyMatch(view -> view.blurProbability() > 0)) {
      int size = Math.toIntExact(planes.shape().get(2));
      result = new GaussianBlur(tf, size).apply(result, parameters.blurRadius());
    }
    if (views.stream().anyMatch(view -> view.solarizeProbability() > 0)) {
      result = solarize(tf, result, parameters.solarized());
    }
    return result;
  }

  private static Operand<TFloat32> grayscale(
      Ops tf, Operand<TFloat32> planes, Operand<TFloat32> grayscaled) {
    var share = perCrop(tf, grayscaled);
    var gray = tf.math.mul(share, Luma.of(tf, planes));
    return tf.math.add(tf.math.mul(planes, tf.math.sub(tf.constant(1f), share)), gray);
  }

  /**
   * Inverts levels from 128 on. For whole levels that is the lesser of {@code x} and {@code 255 -
   * x}; for a crop that is left alone, {@code 510 - x} is never the lesser.
   */
  private static Operand<TFloat32> solarize(
      Ops tf, Operand<TFloat32> planes, Operand<TFloat32> solarized) {
    var limit =
        tf.math.sub(tf.constant(510f), tf.math.mul(perCrop(tf, solarized), tf.constant(255f)));
    return tf.math.minimum(planes, tf.math.sub(limit, planes));
  }

  /** {@code [crops]} as {@code [crops, 1, 1]}. */
  private static Operand<TFloat32> perCrop(Ops tf, Operand<TFloat32> vector) {
    return tf.reshape(vector, tf.array(-1, 1, 1));
  }

  /**
   * ImageNet normalisation as one product and one sum. Both are with a whole row of pixels: a
   * vector of three numbers is slow to broadcast.
   *
   * @param crops {@code [..., rows, columns, 3]}
   * @return {@code [crops, rows, columns, 3]}
   */
  private static Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> crops, int size) {
    float[] mean = ImageNormalization.mean();
    float[] deviation = ImageNormalization.standardDeviation();
    int channels = mean.length;
    var scale = new float[size * channels];
    var offset = new float[size * channels];
    for (int i = 0; i < scale.length; i++) {
      int channel = i % channels;
      scale[i] = 1 / (255 * deviation[channel]);
      offset[i] = -mean[channel] / deviation[channel];
    }
    var rows = tf.reshape(crops, tf.array(-1, size * channels));
    var normalized = tf.math.add(tf.math.mul(rows, tf.constant(scale)), tf.constant(offset));
    return tf.reshape(normalized, tf.array(-1, size, size, channels));
  }
}
