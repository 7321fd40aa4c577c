package org.tfpipeline.pipeline.input;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What colour augmentation does to each crop; every component is {@code [crops]}.
 *
 * @param jittered 1 where the colour jitter applies, else 0
 * @param brightness factor
 * @param contrast factor
 * @param saturation factor
 * @param hue shift in turns of the colour circle
 * @param order the order of the jitter's four operations, a number of {@link JitterOrder}
 * @param grayscaled 1 where the colour is dropped, else 0
 * @param blurRadius standard deviation of the blur in pixels, 0 for none
 * @param solarized 1 where the crop is solarised, else 0
 */
record ColorParameters(
    Operand<TFloat32> jittered,
    Operand<TFloat32> brightness,
    Operand<TFloat32> contrast,
    Operand<TFloat32> saturation,
    Operand<TFloat32> hue,
    Operand<TInt32> order,
    Operand<TFloat32> grayscaled,
    Operand<TFloat32> blurRadius,
    Operand<TFloat32> solarized) {

  /** Uniform draws that the parameters of one crop take. */
  static final int DRAWS = 10;

  /**
   * Turns draws into parameters.
   *
   * @param draws {@code [batch, views, DRAWS]}, uniform in [0, 1)
   * @param views the settings of the views
   * @return parameters in crop-major order: the first view of all images, then the second, ...
   */
  static ColorParameters fromDraws(
      Ops tf, Operand<TFloat32> draws, ColorConfig color, List<ViewConfig> views) {
    var from = new Draws(tf, draws, views);
    return new ColorParameters(
        from.chance(0, view -> color.jitterProbability()),
        from.uniform(1, Math.max(0, 1 - color.brightness()), 1 + color.brightness()),
        from.uniform(2, Math.max(0, 1 - color.contrast()), 1 + color.contrast()),
        from.uniform(3, Math.max(0, 1 - color.saturation()), 1 + color.saturation()),
        from.uniform(4, -color.hue(), color.hue()),
        tf.dtypes.cast(from.uniform(5, 0, JitterOrder.COUNT), TInt32.class),
        from.chance(6, view -> color.grayscaleProbability()),
        tf.math.mul(
            from.chance(7, ViewConfig::blurProbability),
            from.uniform(8, color.minBlurRadius(), color.maxBlurRadius())),
        from.chance(9, ViewConfig::solarizeProbability));
  }

  /** Draws as one {@code [views, batch]} matrix each, which settings of the views broadcast to. */
  private static final class Draws {
    private final Ops tf;
    private final List<ViewConfig> views;
    private final List<? extends Operand<TFloat32>> matrices;

    Draws(Ops tf, Operand<TFloat32> draws, List<ViewConfig> views) {
      this.tf = tf;
      this.views = views;
      this.matrices =
          tf.unstack(tf.linalg.transpose(draws, tf.array(2, 1, 0)), (long) DRAWS).output();
    }

    /** 1 with the view's probability, else 0. */
    Operand<TFloat32> chance(int draw, ToDoubleFunction<ViewConfig> probability) {
      var probabilities = new float[views.size()];
      for (int view = 0; view < views.size(); view++) {
        probabilities[view] = (float) probability.applyAsDouble(views.get(view));
      }
      // Reshaped, since an array of no rows does not tell their length.
      var column = tf.reshape(tf.constant(probabilities), tf.array(views.size(), 1));
      var happens = tf.math.less(matrices.get(draw), column);
      return flat(tf.dtypes.cast(happens, TFloat32.class));
    }

    Operand<TFloat32> uniform(int draw, double low, double high) {
      var scaled = tf.math.mul(matrices.get(draw), tf.constant((float) (high - low)));
      return flat(tf.math.add(scaled, tf.constant((float) low)));
    }

    private Operand<TFloat32> flat(Operand<TFloat32> matrix) {
      return tf.reshape(matrix, tf.array(-1));
    }
  }
}
