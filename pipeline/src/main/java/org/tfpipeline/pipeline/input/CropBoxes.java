package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Draws the boxes of all views of one image as torchvision's {@code RandomResizedCrop} does: up to
 * ten attempts at an area uniform in the view's range and an aspect ratio log-uniform in [3/4,
 * 4/3]; the first that fits the image counts, and if none does, the largest centred box whose
 * aspect ratio is within those limits. All attempts are computed at once, so there is no loop.
 */
final class CropBoxes {

  private static final int ATTEMPTS = 10;

  /** Uniform draws of a view: areas, ratios, and where the box lies vertically, horizontally. */
  static final int DRAWS = ATTEMPTS + ATTEMPTS + 1 + 1;

  private static final double MIN_RATIO = 3.0 / 4;
  private static final double MAX_RATIO = 4.0 / 3;

  private final Ops tf;
  private final ImmutableList<ViewConfig> views;

  CropBoxes(Ops tf, List<ViewConfig> views) {
    this.tf = tf;
    this.views = ImmutableList.copyOf(views);
  }

  /**
   * Draws one box for each view.
   *
   * @param height scalar, of the image in pixels
   * @param width scalar
   * @param draws {@code [views, DRAWS]}, uniform in [0, 1)
   * @return {@code [views, 4]}: top, left, height, width of each box in pixels
   */
  Operand<TInt32> sample(
      Operand<TFloat64> height, Operand<TFloat64> width, Operand<TFloat64> draws) {
    var parts = tf.splitV(draws, tf.array(ATTEMPTS, ATTEMPTS, 1, 1), tf.constant(1), 4L).output();
    Operand<TFloat64> area =
        tf.math.mul(
            tf.math.mul(height, width),
            between(parts.get(0), column(ViewConfig::minArea), column(ViewConfig::maxArea)));
    Operand<TFloat64> ratio =
        tf.math.exp(
            between(
                parts.get(1), tf.constant(Math.log(MIN_RATIO)), tf.constant(Math.log(MAX_RATIO))));
    Operand<TFloat64> tryHeights = tf.math.rint(tf.math.sqrt(tf.math.div(area, ratio)));
    Operand<TFloat64> tryWidths = tf.math.rint(tf.math.sqrt(tf.math.mul(area, ratio)));

    // The fallback is one more attempt, which always fits.
    Operand<TBool> fits = tf.math.logicalAnd(fits(tryHeights, height), fits(tryWidths, width));
    Operand<TFloat64> valid = beside(tf.dtypes.cast(fits, TFloat64.class), tf.constant(1.0));
    Operand<TFloat64> firstValid =
        tf.oneHot(
            tf.math.argMax(valid, tf.constant(1)),
            tf.constant(ATTEMPTS + 1),
            tf.constant(1.0),
            tf.constant(0.0));
    Operand<TFloat64> fallbackHeight =
        tf.math.minimum(height, tf.math.rint(tf.math.div(width, tf.constant(MIN_RATIO))));
    Operand<TFloat64> fallbackWidth =
        tf.math.minimum(width, tf.math.rint(tf.math.mul(height, tf.constant(MAX_RATIO))));
    Operand<TFloat64> boxHeight = choose(firstValid, beside(tryHeights, fallbackHeight));
    Operand<TFloat64> boxWidth = choose(firstValid, beside(tryWidths, fallbackWidth));

    Operand<TBool> centred =
        tf.math.equal(tf.math.argMax(valid, tf.constant(1)), tf.constant((long) ATTEMPTS));
    Operand<TFloat64> top = offset(centred, tf.math.sub(height, boxHeight), parts.get(2));
    Operand<TFloat64> left = offset(centred, tf.math.sub(width, boxWidth), parts.get(3));
    return tf.dtypes.cast(
        tf.stack(List.of(top, left, boxHeight, boxWidth), Stack.axis(1L)), TInt32.class);
  }

  /** A per-view setting as {@code [views, 1]}. */
  private Operand<TFloat64> column(ToDoubleFunction<ViewConfig> setting) {
    double[] values = views.stream().mapToDouble(setting).toArray();
    return tf.expandDims(tf.constant(values), tf.constant(1));
  }

  private Operand<TFloat64> between(
      Operand<TFloat64> draws, Operand<TFloat64> low, Operand<TFloat64> high) {
    return tf.math.add(low, tf.math.mul(draws, tf.math.sub(high, low)));
  }

  private Operand<TBool> fits(Operand<TFloat64> sizes, Operand<TFloat64> limit) {
    return tf.math.logicalAnd(
        tf.math.greaterEqual(sizes, tf.constant(1.0)), tf.math.lessEqual(sizes, limit));
  }

  /** {@code [views, ATTEMPTS]} with a column of the scalar added. */
  private Operand<TFloat64> beside(Operand<TFloat64> attempts, Operand<TFloat64> last) {
    Operand<TFloat64> column = tf.fill(tf.array(views.size(), 1), last);
    return tf.concat(List.of(attempts, column), tf.constant(1));
  }

  private Operand<TFloat64> choose(Operand<TFloat64> oneHot, Operand<TFloat64> attempts) {
    return tf.sum(tf.math.mul(oneHot, attempts), tf.constant(1));
  }

  /** A whole number uniform in [0, slack], or the middle, rounded down. */
  private Operand<TFloat64> offset(
      Operand<TBool> centred, Operand<TFloat64> slack, Operand<TFloat64> draw) {
    Operand<TFloat64> uniform =
        tf.math.mul(
            tf.squeeze(draw, Squeeze.axis(List.of(1L))), tf.math.add(slack, tf.constant(1.0)));
    return tf.math.floor(tf.select(centred, tf.math.mul(slack, tf.constant(0.5)), uniform));
  }
}
