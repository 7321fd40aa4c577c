package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;

/**
 * What {@link Schedule} says, as the graph sees it: one small vector is all that a step is fed.
 *
 * <p>In double precision because PyTorch computes {@code 1 − lr·wd} and the like in double too.
 */
final class HyperParameters {
  private final Ops tf;
  private final Placeholder<TFloat64> vector;

  HyperParameters(Ops tf) {
    this.tf = tf;
    this.vector = tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(4)));
  }

  Operand<TFloat64> learningRate() {
    return at(0);
  }

  Operand<TFloat64> weightDecay() {
    return at(1);
  }

  Operand<TFloat64> teacherMomentum() {
    return at(2);
  }

  Operand<TFloat64> teacherTemperature() {
    return at(3);
  }

  private Operand<TFloat64> at(int index) {
    return tf.stridedSlice(vector, Indices.at(index));
  }

  /** What to feed into {@link #placeholder}; the caller closes it. */
  static TFloat64 feed(ScheduledValues values) {
    return TFloat64.vectorOf(
        values.learningRate(),
        values.weightDecay(),
        values.teacherMomentum(),
        values.teacherTemperature());
  }

  Operand<TFloat64> placeholder() {
    return vector;
  }
}
