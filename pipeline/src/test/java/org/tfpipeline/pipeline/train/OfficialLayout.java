package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** PyTorch's order of dimensions: {@code [out, in]} for matrices, OIHW for convolutions. */
final class OfficialLayout {
  private OfficialLayout() {}

  /** Theirs to ours. */
  static Operand<TFloat32> read(Ops tf, Operand<TFloat32> official) {
    return transpose(tf, official, 2, 3, 1, 0);
  }

  /** Ours to theirs. */
  static Operand<TFloat32> write(Ops tf, Operand<TFloat32> own) {
    return transpose(tf, own, 3, 2, 0, 1);
  }

  private static Operand<TFloat32> transpose(
      Ops tf, Operand<TFloat32> tensor, int... orderOfConvolutions) {
    return switch (tensor.shape().numDimensions()) {
      case 2 -> tf.linalg.transpose(tensor, tf.constant(new int[] {1, 0}));
      case 4 -> tf.linalg.transpose(tensor, tf.constant(orderOfConvolutions));
      default -> tensor;
    };
  }
}
