package org.tfpipeline.model.dino;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Centring and sharpening: what makes probabilities of the teacher's logits (DINO, section 3.1).
 */
public final class TeacherTargets {
  private TeacherTargets() {}

  /**
   * {@code softmax((logits − center) / temperature)}, without gradient.
   *
   * @param logits {@code [rows, prototypes]}
   * @param center {@code [1, prototypes]}
   * @param temperature a scalar
   */
  public static Operand<TFloat32> sharpen(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> center, Operand<TFloat32> temperature) {
    return tf.stopGradient(tf.nn.softmax(tf.math.div(tf.math.sub(logits, center), temperature)));
  }

  /** Entropy in nats of each row of probabilities {@code [rows, prototypes]}: {@code [rows]}. */
  public static Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> probabilities) {
    // xlogy is 0 where the probability is 0.
    return tf.math.neg(tf.reduceSum(tf.math.xlogy(probabilities, probabilities), tf.constant(-1)));
  }
}
