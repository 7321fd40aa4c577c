package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.DinoNetwork;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.variables.VariableStore;

/**
 * DINO alone (section 3.1 of its paper): the student's class token of every view against the
 * teacher's of the global views, which are all that the teacher sees.
 */
final class DinoObjective implements Objective {
  private final Networks<DinoNetwork> networks;
  private final ImageLevel image;

  DinoObjective(
      VariableStore store,
      RunConfig config,
      Crops crops,
      DropPath.Draws draws,
      Operand<TFloat32> teacherTemperature) {
    var tf = store.ops();
    var head = config.imageHead();
    var loss = config.loss();
    this.networks =
        new Networks<>(store, config, (scope, backbone) -> new DinoNetwork(scope, backbone, head));
    var center = new Center(store, "center", head.prototypes(), loss.centerMomentum());

    var teacher = networks.teacher();
    var teacherPoints = teacher.teacher(crops.globals()).points();
    var meanPoint = tf.math.mean(teacherPoints, tf.constant(0), Mean.keepDims(true));

    var student = networks.student();
    var globals = student.student(crops.globals(), draws.within("global"));
    int locals = config.crops().localCount();
    var localLogits =
        locals == 0
            ? tf.zeros(tf.array(0, head.prototypes()), TFloat32.class)
            : student.logits(student.student(crops.locals(), draws.within("local")).points());
    this.image =
        new ImageLevel(
            new Temperatures(tf, loss.studentTemperature(), teacherTemperature),
            center,
            new ImageLevel.Teacher(
                teacher.logits(teacherPoints), meanPoint, teacher.logits(meanPoint)),
            student.logits(globals.points()),
            localLogits,
            locals);
  }

  @Override
  public Networks<DinoNetwork> networks() {
    return networks;
  }

  @Override
  public Operand<TFloat32> total() {
    return image.loss();
  }

  @Override
  public ImmutableMap<String, Operand<TFloat32>> metrics() {
    return ImmutableMap.of(
        "loss", total(),
        "teacher_entropy", image.entropy(),
        "center_norm", image.centerNorm(),
        "embedding_spread", image.spread());
  }

  @Override
  public ImmutableList<Op> moveCenters(Ops gated) {
    return ImmutableList.of(image.moveCenter(gated));
  }
}
