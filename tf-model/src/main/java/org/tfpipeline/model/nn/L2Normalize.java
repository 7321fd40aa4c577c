package org.tfpipeline.model.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/** Division by the Euclidean length along the last axis, {@code x / max(‖x‖, 1e-12)}. */
public final class L2Normalize {
  private static final float SMALLEST_NORM = 1e-12f;

  private L2Normalize() {}

  /** Scales every row of {@code [..., width]} to length one; a row of zeros stays. */
  public static Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    var squared = tf.reduceSum(tf.math.square(x), tf.constant(-1), ReduceSum.keepDims(true));
    // Clamping the square keeps the gradient at zero finite, where a root would have none.
    var smallestSquare = tf.constant(SMALLEST_NORM * SMALLEST_NORM);
    return tf.math.mul(x, tf.math.rsqrt(tf.math.maximum(squared, smallestSquare)));
  }
}
