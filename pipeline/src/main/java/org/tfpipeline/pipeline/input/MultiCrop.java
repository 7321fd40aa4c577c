package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
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
   * The views of one image, columns before rows, see {@link BoxResize}.
   *
   * @param globals {@code [globals, columns, 3, rows]}
   * @param locals {@code [locals, columns, 3, rows]}
   * @param colorDraws {@code [views, ColorParameters.DRAWS]}, uniform in [0, 1), the global views
   *     first
   */
  record Views(Operand<TUint8> globals, Operand<TUint8> locals, Operand<TFloat32> colorDraws) {}

  /**
   * Cuts all views.
   *
   * @param image {@code [height, width, 3]}
   * @param imageIndex scalar; the position of the image in the run's stream of images
   */
  Views cut(Ops tf, Operand<TUint8> image, Operand<TInt64> imageIndex) {
    var draws = draw(tf, tf.shape(image), imageIndex);
    var boxes = split(tf, draws.boxes());
    var flips = split(tf, draws.flips());
    return new Views(
        crops(tf, image, boxes.get(0), flips.get(0), config.globals().size(), config.globalSize()),
        crops(tf, image, boxes.get(1), flips.get(1), config.localCount(), config.localSize()),
        draws.color());
  }

  /**
   * What is drawn for the views of one image, the global views first.
   *
   * @param boxes {@code [views, 4]}: top, left, height, width in pixels
   * @param flips {@code [views, 1]}, 1 for the views to mirror, else 0
   * @param color {@code [views, ColorParameters.DRAWS]}, uniform in [0, 1)
   */
  record Draws(Operand<TInt32> boxes, Operand<TInt32> flips, Operand<TFloat32> color) {}

  /**
   * Draws all that is random about the views of one image.
   *
   * @param shape {@code [3]}, of the image: height, width, 3
   * @param imageIndex scalar; the position of the image in the run's stream of images
   */
  Draws draw(Ops tf, Operand<TInt32> shape, Operand<TInt64> imageIndex) {
    var size = tf.unstack(tf.dtypes.cast(shape, TFloat64.class), 3L).output();
    Operand<TFloat64> uniform =
        tf.random.statelessRandomUniform(
            tf.array(views.size(), CropBoxes.DRAWS + 1),
            key(tf, RandomKey.CROP_GEOMETRY, imageIndex),
            TFloat64.class);
    var parts = tf.splitV(uniform, tf.array(CropBoxes.DRAWS, 1), tf.constant(1), 2L).output();
    Operand<TBool> flips =
        tf.math.less(parts.get(1), tf.constant(config.color().flipProbability()));
    return new Draws(
        new CropBoxes(tf, views).sample(size.get(0), size.get(1), parts.get(0)),
        tf.dtypes.cast(flips, TInt32.class),
        tf.random.statelessRandomUniform(
            tf.array(views.size(), ColorParameters.DRAWS), key(tf, RandomKey.COLOR, imageIndex)));
  }

  private Operand<TInt64> key(Ops tf, RandomKey purpose, Operand<TInt64> imageIndex) {
    return tf.stack(List.of(tf.constant(purpose.derive(seed)), imageIndex));
  }

  /** Rows of the global views, and rows of the local ones. */
  private List<Output<TInt32>> split(Ops tf, Operand<TInt32> rowsOfViews) {
    var counts = tf.array(config.globals().size(), config.localCount());
    return tf.splitV(rowsOfViews, counts, tf.constant(0), 2L).output();
  }

  private Operand<TUint8> crops(
      Ops tf,
      Operand<TUint8> image,
      Operand<TInt32> boxes,
      Operand<TInt32> flips,
      int count,
      int side) {
    if (count == 0) {
      return tf.zeros(tf.array(0, side, 3, side), TUint8.class);
    }
    var crops = new BoxResize(tf, config.interpolation(), side).apply(image, boxes, count);
    return mirrored(tf, crops, flips, side);
  }

  /**
   * Mirrors left and right: columns are taken from the last to the first.
   *
   * @param crops {@code [count, columns, 3, rows]}
   * @param flips {@code [count, 1]}, 1 for the crops to mirror, else 0
   */
  private static Operand<TUint8> mirrored(
      Ops tf, Operand<TUint8> crops, Operand<TInt32> flips, int side) {
    Operand<TInt32> last = tf.math.mul(flips, tf.constant(side - 1));
    Operand<TInt32> columns =
        tf.math.abs(tf.math.sub(last, tf.range(tf.constant(0), tf.constant(side), tf.constant(1))));
    return tf.gather(crops, columns, tf.constant(1), Gather.batchDims(1L));
  }
}
