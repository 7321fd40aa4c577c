package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.TeacherTargets;
import org.tfpipeline.model.optim.GradientClipping;
import org.tfpipeline.model.selfpatch.SelfPatchLoss;

/** The loss of patches: the second half of SelfPatch's. */
final class PatchLevel {
  private final Ops tf;
  private final Center center;
  private final Operand<TFloat32> meanLogits;
  private final Operand<TFloat32> globalTargets;
  private final Operand<TFloat32> loss;

  /**
   * What the teacher says.
   *
   * @param globalLogits {@code [2 · batch · patches, prototypes]}
   * @param localLogits {@code [locals · batch · patches, prototypes]}
   * @param meanLogits the mean of both, {@code [1, prototypes]}
   */
  record Teacher(
      Operand<TFloat32> globalLogits,
      Operand<TFloat32> localLogits,
      Operand<TFloat32> meanLogits) {}

  /**
   * Builds the loss.
   *
   * @param studentGlobals logits {@code [2 · batch · patches, prototypes]}
   * @param studentLocals logits {@code [locals · batch · patches, prototypes]}
   * @param locals number of local views
   */
  PatchLevel(
      Temperatures temperatures,
      Center center,
      Teacher teacher,
      Operand<TFloat32> studentGlobals,
      Operand<TFloat32> studentLocals,
      int locals) {
    this.tf = temperatures.tf();
    this.center = center;
    this.meanLogits = teacher.meanLogits();
    this.globalTargets = temperatures.targets(teacher.globalLogits(), center);
    this.loss =
        SelfPatchLoss.of(
            tf,
            globalTargets,
            temperatures.divided(studentGlobals),
            temperatures.targets(teacher.localLogits(), center),
            temperatures.divided(studentLocals),
            locals);
  }

  /** A scalar. */
  Operand<TFloat32> loss() {
    return loss;
  }

  /** Mean entropy in nats of the teacher's targets on global views, a scalar. */
  Operand<TFloat32> entropy() {
    return tf.math.mean(TeacherTargets.entropy(tf, globalTargets), tf.constant(0));
  }

  /** Length of the centre, a scalar. */
  Operand<TFloat32> centerNorm() {
    return GradientClipping.norm(tf, center.value());
  }

  /** See {@link Objective#moveCenters}. */
  Op moveCenter(Ops gated) {
    return center.moveTowards(gated, tf.stopGradient(meanLogits));
  }
}
