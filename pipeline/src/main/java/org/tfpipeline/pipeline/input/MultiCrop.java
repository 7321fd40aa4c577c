package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * Cuts all views out of one decoded image: box, antialiased bicubic resize, flip. Every draw is a
 * function of the run's seed, the image's index, the view and the purpose, never of the order in
 * which images happen to be prepared.
 */
final class MultiCrop {

  private final MultiCropConfig config;
  private final ImmutableList<ViewConfig> views;
  private final long seed;

  MultiCrop(MultiCropConfig config, long seed) {
    this.config = config;
    this.views = config.views();
    this.seed = seed;
  }

  /**
   * The views of one image.
   *
   * @param crops one {@code [size, size, 3]} crop a view, the global views first
   * @param colorDraws {@code [views, ColorParameters.DRAWS]}, uniform in [0, 1)
   */
  record Views(ImmutableList<Operand<TUint8>> crops, Operand<TFloat32> colorDraws) {}

  /**
   * Where the views of one image lie.
   *
   * @param boxes {@code [views, 4]}: top, left, height, width of each in pixels
   * @param flips {@code [views, 1]}, whether left and right change places
   */
  record Geometry(Operand<TInt32> boxes, Operand<TBool> flips) {}

  /**
   * Cuts all views.
   *
   * @param image {@code [height, width, 3]}
   * @param imageIndex scalar; the position of the image in the run's stream of images
   */
  Views cut(Ops tf, Operand<TUint8> image, Operand<TInt64> imageIndex) {
    Geometry geometry = draw(tf, tf.shape(image), imageIndex);
    var boxes = tf.unstack(geometry.boxes(), (long) views.size()).output();
    var flipOfView = tf.unstack(geometry.flips(), (long) views.size()).output();

    var crops = new ArrayList<Operand<TUint8>>();
    for (int view = 0; view < views.size(); view++) {
      int side = view < config.globals().size() ? config.globalSize() : config.localSize();
      Operand<TUint8> crop = resizedBox(tf, image, boxes.get(view), side);
      crops.add(flipIf(tf, crop, flipOfView.get(view)));
    }
    Operand<TFloat32> colorDraws =
        tf.random.statelessRandomUniform(
            tf.array(views.size(), ColorParameters.DRAWS), key(tf, RandomKey.COLOR, imageIndex));
    return new Views(ImmutableList.copyOf(crops), colorDraws);
  }

  /**
   * Draws where the views lie in an image, without cutting them.
   *
   * @param shape {@code [3]}, of the image: height, width, 3
   * @param imageIndex scalar; the position of the image in the run's stream of images
   */
  Geometry draw(Ops tf, Operand<TInt32> shape, Operand<TInt64> imageIndex) {
    var size = tf.unstack(tf.dtypes.cast(shape, TFloat64.class), 3L).output();
    Operand<TFloat64> draws =
        tf.random.statelessRandomUniform(
            tf.array(views.size(), CropBoxes.DRAWS + 1),
            key(tf, RandomKey.CROP_GEOMETRY, imageIndex),
            TFloat64.class);
    var parts = tf.splitV(draws, tf.array(CropBoxes.DRAWS, 1), tf.constant(1), 2L).output();
    return new Geometry(
        new CropBoxes(tf, views).sample(size.get(0), size.get(1), parts.get(0)),
        tf.math.less(parts.get(1), tf.constant(config.color().flipProbability())));
  }

  private Operand<TInt64> key(Ops tf, RandomKey purpose, Operand<TInt64> imageIndex) {
    return tf.stack(List.of(tf.constant(purpose.derive(seed)), imageIndex));
  }

  /**
   * A box of an image as an 8-bit square. The box is cut before it is resized, so that pixels
   * outside of it do not reach the result: torchvision does the same.
   *
   * @param image {@code [height, width, 3]}
   * @param box {@code [4]}: top, left, height, width in pixels
   * @return {@code [side, side, 3]}
   */
  static Operand<TUint8> resizedBox(Ops tf, Operand<TUint8> image, Operand<TInt32> box, int side) {
    Operand<TInt32> corner = tf.slice(box, tf.array(0), tf.array(2));
    Operand<TInt32> boxSize = tf.slice(box, tf.array(2), tf.array(2));
    Operand<TUint8> cut =
        tf.slice(
            image,
            tf.concat(List.of(corner, tf.array(0)), tf.constant(0)),
            tf.concat(List.of(boxSize, tf.array(3)), tf.constant(0)));
    Operand<TFloat32> scale =
        tf.math.div(tf.constant((float) side), tf.dtypes.cast(boxSize, TFloat32.class));
    Operand<TFloat32> resized =
        tf.image
            .scaleAndTranslate(
                tf.expandDims(cut, tf.constant(0)),
                tf.array(side, side),
                scale,
                tf.array(0f, 0f),
                ScaleAndTranslate.kernelType("keyscubic"),
                ScaleAndTranslate.antialias(true))
            .resizedImages();
    return tf.reshape(
        tf.dtypes.cast(Levels.round(tf, resized), TUint8.class), tf.array(side, side, 3));
  }

  /** Mirrors left and right where the scalar {@code [1]} says so: a list of axes, or of none. */
  private static Operand<TUint8> flipIf(Ops tf, Operand<TUint8> crop, Operand<TBool> flip) {
    return tf.reverse(crop, tf.slice(tf.array(1), tf.array(0), tf.dtypes.cast(flip, TInt32.class)));
  }
}
