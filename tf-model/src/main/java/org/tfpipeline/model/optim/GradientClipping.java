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
    if (largestNorm == 0) {
      return gradient;
    }
    var factor =
        tf.math.div(tf.constant((float) largestNorm), tf.math.add(norm, tf.constant(EPSILON)));
    return tf.math.mul(gradient, tf.math.minimum(factor, tf.constant(1f)));
  }
}
