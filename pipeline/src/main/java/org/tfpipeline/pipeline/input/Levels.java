package org.tfpipeline.pipeline.input;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.quantization.FakeQuantWithMinMaxArgs;
import org.tensorflow.types.TFloat32;

/** The whole numbers of 0 to 255 that an 8-bit image holds, kept as floats. */
final class Levels {

  private Levels() {}

  /**
   * Clips to [0, 255] and rounds to the nearest whole number. Quantising that range to 8 bits is
   * just that, in one pass over memory instead of two.
   *
   * @param values any shape
   * @return the same shape
   */
  static Operand<TFloat32> round(Ops tf, Operand<TFloat32> values) {
    return tf.quantization.fakeQuantWithMinMaxArgs(
        values,
        FakeQuantWithMinMaxArgs.min(0f),
        FakeQuantWithMinMaxArgs.max(255f),
        FakeQuantWithMinMaxArgs.numBits(8L));
  }
}
