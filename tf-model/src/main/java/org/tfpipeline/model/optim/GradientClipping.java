package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Clips each tensor's own gradient to a norm, as the official code does; a global norm would couple
 * the layers.
 */
public final class GradientClipping {
  private static final float EPSILON = 1e-6f;

  private GradientClipping() {}

  /** The Euclidean norm of a tensor, a scalar. */
  public static Operand<TFloat32> norm(Ops tf, Operand<TFloat32> tensor) {
    return tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.nn.l2Loss(tensor)));
  }

  /**
   * The gradient scaled down to the largest norm, if it is longer.
   *
   * @param norm of the gradient, a scalar
   * @param largestNorm 0 does not clip
   */
  public static Operand<TFloat32> clip(
      Ops tf, Operand<TFloat32> gradient, Operand<TFloat32> norm, double largestNorm) {
    return largestNorm == 0
        ? gradient
        : tf.math.mul(gradient, tf.math.minimum(factor(tf, norm, largestNorm), tf.constant(1f)));
  }

  /**
   * How many gradients are scaled down, a scalar.
   *
   * @param norms one a gradient, {@code [gradients]}
   * @param largestNorm 0 does not clip
   */
  public static Operand<TFloat32> countClipped(
      Ops tf, Operand<TFloat32> norms, double largestNorm) {
    if (largestNorm == 0) {
      return tf.constant(0f);
    }
    var clipped = tf.math.less(factor(tf, norms, largestNorm), tf.constant(1f));
    return tf.reduceSum(tf.dtypes.cast(clipped, TFloat32.class), tf.constant(0));
  }

  private static Operand<TFloat32> factor(Ops tf, Operand<TFloat32> norm, double largestNorm) {
    return tf.math.div(tf.constant((float) largestNorm), tf.math.add(norm, tf.constant(EPSILON)));
  }
}
