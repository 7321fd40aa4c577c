package org.tfpipeline.model.dino;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * Cross-entropy of student logits {@code s} against teacher probabilities {@code p}: {@code −Σ p ·
 * logsoftmax(s) = m · logsumexp(s) − Σ p·s}, where {@code m} is the sum of {@code p}. In this form
 * no student probabilities are kept, and targets of several teachers can be added up first.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The cross-entropy of each row.
   *
   * @param targets {@code [..., prototypes]}, each row with the sum {@code mass}
   * @param mass how many teachers' targets were added up
   * @param logits the student's, divided by its temperature, {@code [..., prototypes]}
   * @return {@code [...]}
   */
  public static Operand<TFloat32> rows(
      Ops tf, Operand<TFloat32> targets, int mass, Operand<TFloat32> logits) {
    var normalizer = tf.squeeze(LogSumExp.apply(tf, logits), Squeeze.axis(List.of(-1L)));
    var agreement = tf.reduceSum(tf.math.mul(targets, logits), tf.constant(-1));
    return tf.math.sub(tf.math.mul(tf.constant((float) mass), normalizer), agreement);
  }
}
