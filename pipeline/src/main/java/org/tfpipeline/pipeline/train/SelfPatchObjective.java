package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.VariableStore;

/**
 * DINO and SelfPatch together (equation 6 of SelfPatch's paper): the loss of aggregated views plus
 * the weighted loss of their patches. The teacher sees all views, and both centres follow them all.
 */
final class SelfPatchObjective implements Objective {
  private final Ops tf;
  private final Networks<SelfPatchNetwork> networks;
  private final ImageLevel image;
  private final PatchLevel patch;
  private final Operand<TFloat32> total;

  SelfPatchObjective(
      VariableStore store,
      RunConfig config,
      PatchLevelConfig patchLevel,
      Crops crops,
      DropPath.Draws draws,
      Operand<TFloat32> teacherTemperature) {
    this.tf = store.ops();
    var loss = config.loss();
    this.networks =
        new Networks<>(
            store,
            config,
            (scope, backbone) ->
                new SelfPatchNetwork(
                    scope,
                    backbone,
                    patchLevel.aggregation(),
                    config.imageHead(),
                    patchLevel.head()));
    var imageCenter =
        new Center(store, "center", config.imageHead().prototypes(), loss.centerMomentum());
    var patchCenter =
        new Center(store, "patch_center", patchLevel.head().prototypes(), loss.centerMomentum());
    var temperatures = new Temperatures(tf, loss.studentTemperature(), teacherTemperature);
    int locals = config.crops().localCount();

    var teacher = networks.teacher();
    var teacherGlobal = teacher.teacher(crops.globals());
    var teacherLocal = teacher.teacher(crops.locals());
    var student = networks.student();
    var studentGlobal = student.student(crops.globals(), draws.within("global"));
    var studentLocal = student.student(crops.locals(), draws.within("local"));

    var meanImagePoint = meanRow(teacherGlobal.imagePoints(), teacherLocal.imagePoints());
    this.image =
        new ImageLevel(
            temperatures,
            imageCenter,
            new ImageLevel.Teacher(
                teacher.imageLogits(teacherGlobal.imagePoints()),
                meanImagePoint,
                teacher.imageLogits(meanImagePoint)),
            student.imageLogits(studentGlobal.imagePoints()),
            student.imageLogits(studentLocal.imagePoints()),
            locals);
    var meanPatchPoint = meanRow(teacherGlobal.patchPoints(), teacherLocal.patchPoints());
    this.patch =
        new PatchLevel(
            temperatures,
            patchCenter,
            new PatchLevel.Teacher(
                teacher.patchLogits(teacherGlobal.patchPoints()),
                teacher.patchLogits(teacherLocal.patchPoints()),
                teacher.patchLogits(meanPatchPoint)),
            student.patchLogits(studentGlobal.patchPoints()),
            student.patchLogits(studentLocal.patchPoints()),
            locals);
    this.total =
        tf.math.add(
            image.loss(), tf.math.mul(tf.constant((float) patchLevel.weight()), patch.loss()));
  }

  private Operand<TFloat32> meanRow(Operand<TFloat32> first, Operand<TFloat32> second) {
    var rows = tf.concat(List.of(first, second), tf.constant(0));
    return tf.math.mean(rows, tf.constant(0), Mean.keepDims(true));
  }

  @Override
  public Networks<SelfPatchNetwork> networks() {
    return networks;
  }

  @Override
  public Operand<TFloat32> total() {
    return total;
  }

  @Override
  public ImmutableMap<String, Operand<TFloat32>> metrics() {
    return ImmutableMap.<String, Operand<TFloat32>>builder()
        .put("loss", total)
        .put("image_loss", image.loss())
        .put("patch_loss", patch.loss())
        .put("teacher_entropy", image.entropy())
        .put("patch_teacher_entropy", patch.entropy())
        .put("center_norm", image.centerNorm())
        .put("patch_center_norm", patch.centerNorm())
        .put("embedding_spread", image.spread())
        .buildOrThrow();
  }

  @Override
  public ImmutableList<Op> moveCenters(Ops gated) {
    return ImmutableList.of(image.moveCenter(gated), patch.moveCenter(gated));
  }
}
