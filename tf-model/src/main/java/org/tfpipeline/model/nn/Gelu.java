package org.tfpipeline.model.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The exact Gaussian error linear unit, {@code x·Φ(x)}; not its tanh approximation. */
public final class Gelu {
  private Gelu() {}

  /** Applies it to every value of {@code x}, of any shape. */
  public static Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    var erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
  }
}
