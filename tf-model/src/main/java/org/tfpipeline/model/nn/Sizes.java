package org.tfpipeline.model.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Sizes of tensors: constants where the graph knows them, so that training keeps static shapes, and
 * operands where only the running graph does, as in exports for any image size.
 */
public final class Sizes {
  private Sizes() {}

  /** The size of one axis, a scalar. */
  public static Operand<TInt32> of(Ops tf, Operand<?> tensor, int axis) {
    long size = tensor.shape().get(axis);
    return size >= 0
        ? tf.constant(Math.toIntExact(size))
        : tf.gather(tf.shape(tensor), tf.constant(axis), tf.constant(0));
  }

  /** Reshapes to sizes that are scalars. */
  public static <T extends TType> Operand<T> reshape(
      Ops tf, Operand<T> tensor, List<Operand<TInt32>> sizes) {
    return tf.reshape(tensor, tf.stack(sizes));
  }
}
