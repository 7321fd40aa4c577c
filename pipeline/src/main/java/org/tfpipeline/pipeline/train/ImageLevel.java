package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.DinoLoss;
import org.tfpipeline.model.dino.TeacherTargets;
import org.tfpipeline.model.optim.GradientClipping;

/**
 * The loss of whole views: DINO's own, and the first half of SelfPatch's, which differ in the token
 * that stands for a view and in the views that the centre follows.
 */
final class ImageLevel {
  private final Ops tf;
  private final Center center;
  private final Teacher teacher;
  private final Operand<TFloat32> targets;
  private final Operand<TFloat32> loss;

  /**
   * What the teacher says.
   *
   * @param globalLogits of the global views, {@code [2 · batch, prototypes]}
   * @param meanPoint mean of the points of all views that the centre follows, {@code [1,
   *     bottleneck]}
   * @param meanLogits its logits, {@code [1, prototypes]}; logits are linear in points, so this is
   *     the mean of the logits, and none are made that only the centre would read
   */
  record Teacher(
      Operand<TFloat32> globalLogits, Operand<TFloat32> meanPoint, Operand<TFloat32> meanLogits) {}

  /**
   * Builds the loss.
   *
   * @param studentGlobals logits {@code [2 · batch, prototypes]}
   * @param studentLocals logits {@code [locals · batch, prototypes]}
   * @param locals number of local views
   */
  ImageLevel(
      Temperatures temperatures,
      Center center,
      Teacher teacher,
      Operand<TFloat32> studentGlobals,
      Operand<TFloat32> studentLocals,
      int locals) {
    this.tf = temperatures.tf();
    this.center = center;
    this.teacher = teacher;
    this.targets = temperatures.targets(teacher.globalLogits(), center);
    this.loss =
        DinoLoss.of(
            tf,
            targets,
            temperatures.divided(studentGlobals),
            temperatures.divided(studentLocals),
            locals);
  }

  /** A scalar. */
  Operand<TFloat32> loss() {
    return loss;
  }

  /** Mean entropy in nats of the teacher's targets, a scalar. */
  Operand<TFloat32> entropy() {
    return tf.math.mean(TeacherTargets.entropy(tf, targets), tf.constant(0));
  }

  /** Length of the centre, a scalar. */
  Operand<TFloat32> centerNorm() {
    return GradientClipping.norm(tf, center.value());
  }

  /**
   * How far the teacher's points lie apart, a scalar: the root mean square distance of points on
   * the unit sphere from their mean. 0 is collapse.
   */
  Operand<TFloat32> spread() {
    var squaredLength =
        tf.reduceSum(
            tf.math.square(teacher.meanPoint()),
            tf.constant(new int[] {0, 1}),
            ReduceSum.keepDims(false));
    return tf.math.sqrt(
        tf.math.maximum(tf.math.sub(tf.constant(1f), squaredLength), tf.constant(0f)));
  }

  /** See {@link Objective#moveCenters}. */
  Op moveCenter(Ops gated) {
    return center.moveTowards(gated, tf.stopGradient(teacher.meanLogits()));
  }
}
