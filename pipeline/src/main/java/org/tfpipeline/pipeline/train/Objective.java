package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.DinoLoss;
import org.tfpipeline.model.dino.TeacherTargets;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.selfpatch.SelfPatchLoss;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.VariableStore;

/**
 * What is minimised (equation 6 of the paper): the image-level DINO loss plus the weighted
 * patch-level SelfPatch loss, of a student against its teacher.
 */
final class Objective {
  private final Ops tf;
  private final Center imageCenter;
  private final Center patchCenter;
  private final Operand<TFloat32> imageMean;
  private final Operand<TFloat32> patchMean;
  private final Operand<TFloat32> imageLoss;
  private final Operand<TFloat32> patchLoss;
  private final Operand<TFloat32> total;
  private final Operand<TFloat32> imageEntropy;
  private final Operand<TFloat32> patchEntropy;
  private final Operand<TFloat32> embeddingSpread;

  /**
   * Builds the forward pass of both networks and the losses.
   *
   * @param crops the views
   * @param draws the student's stochastic depth; asked with {@code global} or {@code local} in
   *     front
   * @param teacherTemperature a scalar
   */
  Objective(
      VariableStore store,
      RunConfig config,
      SelfPatchNetwork student,
      SelfPatchNetwork teacher,
      Crops crops,
      DropPath.Draws draws,
      Operand<TFloat32> teacherTemperature) {
    this.tf = store.ops();
    var loss = config.loss();
    int locals = config.crops().localCount();
    this.imageCenter =
        new Center(store, "center", config.imageHead().prototypes(), loss.centerMomentum());
    this.patchCenter =
        new Center(store, "patch_center", config.patchHead().prototypes(), loss.centerMomentum());

    var teacherGlobal = teacher.teacher(crops.globals());
    var teacherLocal = teacher.teacher(crops.locals());
    var imageTargets =
        TeacherTargets.sharpen(
            tf,
            teacher.imageLogits(teacherGlobal.imagePoints()),
            imageCenter.value(),
            teacherTemperature);
    var globalPatchTargets = patchTargets(teacher, teacherGlobal, teacherTemperature);
    var localPatchTargets = patchTargets(teacher, teacherLocal, teacherTemperature);

    var studentGlobal =
        student.student(
            crops.globals(), (branch, batch) -> draws.uniform("global." + branch, batch));
    var studentLocal =
        student.student(crops.locals(), (branch, batch) -> draws.uniform("local." + branch, batch));
    float temperature = (float) loss.studentTemperature();
    this.imageLoss =
        DinoLoss.of(
            tf,
            imageTargets,
            divided(student.imageLogits(studentGlobal.imagePoints()), temperature),
            divided(student.imageLogits(studentLocal.imagePoints()), temperature),
            locals);
    this.patchLoss =
        SelfPatchLoss.of(
            tf,
            globalPatchTargets,
            divided(student.patchLogits(studentGlobal.patchPoints()), temperature),
            localPatchTargets,
            divided(student.patchLogits(studentLocal.patchPoints()), temperature),
            locals);
    this.total =
        tf.math.add(imageLoss, tf.math.mul(tf.constant((float) loss.patchWeight()), patchLoss));

    // Logits are linear in the points, so the mean logits come from the mean point: no logits are
    // made that only a centre would read.
    var meanImagePoint = meanRow(teacherGlobal.imagePoints(), teacherLocal.imagePoints());
    this.imageMean = tf.stopGradient(teacher.imageLogits(meanImagePoint));
    this.patchMean =
        tf.stopGradient(
            teacher.patchLogits(meanRow(teacherGlobal.patchPoints(), teacherLocal.patchPoints())));
    this.imageEntropy = tf.math.mean(TeacherTargets.entropy(tf, imageTargets), tf.constant(0));
    this.patchEntropy =
        tf.math.mean(TeacherTargets.entropy(tf, globalPatchTargets), tf.constant(0));
    this.embeddingSpread = spread(meanImagePoint);
  }

  private Operand<TFloat32> patchTargets(
      SelfPatchNetwork teacher, SelfPatchNetwork.Points points, Operand<TFloat32> temperature) {
    return TeacherTargets.sharpen(
        tf, teacher.patchLogits(points.patchPoints()), patchCenter.value(), temperature);
  }

  private Operand<TFloat32> divided(Operand<TFloat32> logits, float temperature) {
    return tf.math.div(logits, tf.constant(temperature));
  }

  private Operand<TFloat32> meanRow(Operand<TFloat32> first, Operand<TFloat32> second) {
    var rows = tf.concat(List.of(first, second), tf.constant(0));
    return tf.math.mean(rows, tf.constant(0), Mean.keepDims(true));
  }

  /** Root mean square distance of points on the unit sphere from their mean: 0 is collapse. */
  private Operand<TFloat32> spread(Operand<TFloat32> meanPoint) {
    var squaredLength =
        tf.reduceSum(
            tf.math.square(meanPoint), tf.constant(new int[] {0, 1}), ReduceSum.keepDims(false));
    return tf.math.sqrt(
        tf.math.maximum(tf.math.sub(tf.constant(1f), squaredLength), tf.constant(0f)));
  }

  /** The scalar to differentiate. */
  Operand<TFloat32> total() {
    return total;
  }

  /** The image-level term, a scalar. */
  Operand<TFloat32> imageLoss() {
    return imageLoss;
  }

  /** The patch-level term before its weight, a scalar. */
  Operand<TFloat32> patchLoss() {
    return patchLoss;
  }

  /** Mean entropy in nats of the teacher's image targets, a scalar. */
  Operand<TFloat32> imageEntropy() {
    return imageEntropy;
  }

  /** Mean entropy in nats of the teacher's patch targets on global views, a scalar. */
  Operand<TFloat32> patchEntropy() {
    return patchEntropy;
  }

  /** How far the teacher's image points lie apart, from 0 to 1, a scalar. */
  Operand<TFloat32> embeddingSpread() {
    return embeddingSpread;
  }

  Operand<TFloat32> imageCenter() {
    return imageCenter.value();
  }

  Operand<TFloat32> patchCenter() {
    return patchCenter.value();
  }

  /**
   * Moves both centres; the loss has read their old values.
   *
   * @param gated operations that wait for what must have happened before anything changes
   */
  ImmutableList<Op> moveCenters(Ops gated) {
    return ImmutableList.of(
        imageCenter.moveTowards(gated, imageMean), patchCenter.moveTowards(gated, patchMean));
  }
}
