package org.tfpipeline.model.dino;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * {@code log Σ exp x} over the last axis, without overflow. TensorFlow's own {@code LogSoftmax} has
 * a wrong gradient in C++ for more than two axes.
 */
final class LogSumExp {
  private LogSumExp() {}

  /** Maps {@code [..., n]} to {@code [..., 1]}. */
  static Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    var largest = tf.stopGradient(tf.reduceMax(x, tf.constant(-1), ReduceMax.keepDims(true)));
    var sum =
        tf.reduceSum(
            tf.math.exp(tf.math.sub(x, largest)), tf.constant(-1), ReduceSum.keepDims(true));
    return tf.math.add(tf.math.log(sum), largest);
  }
}
