package org.tfpipeline.model.selfpatch;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.CrossEntropy;

/**
 * The patch-level loss (equation 5 of the paper): for each patch, the student's token against the
 * teacher's aggregate of its positive neighbours in the same view.
 */
public final class SelfPatchLoss {
  private SelfPatchLoss() {}

  /**
   * The mean over the patches of views of one size.
   *
   * @param targets the teacher's probabilities, {@code [rows, prototypes]}
   * @param logits the student's, divided by its temperature, {@code [rows, prototypes]}
   * @return a scalar
   */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> targets, Operand<TFloat32> logits) {
    return tf.math.mean(CrossEntropy.rows(tf, targets, 1, logits), tf.constant(0));
  }

  /**
   * The loss of all views: each view counts the same, though local ones have fewer patches.
   *
   * @param globalTargets {@code [2 · batch · patches, prototypes]}
   * @param globalLogits likewise
   * @param localTargets {@code [locals · batch · patches, prototypes]}
   * @param localLogits likewise
   * @param locals number of local views
   * @return a scalar
   */
  public static Operand<TFloat32> of(
      Ops tf,
      Operand<TFloat32> globalTargets,
      Operand<TFloat32> globalLogits,
      Operand<TFloat32> localTargets,
      Operand<TFloat32> localLogits,
      int locals) {
    var globals = tf.math.mul(tf.constant(2f), mean(tf, globalTargets, globalLogits));
    var local = tf.math.mul(tf.constant((float) locals), mean(tf, localTargets, localLogits));
    return tf.math.div(tf.math.add(globals, local), tf.constant((float) (2 + locals)));
  }
}
