package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.DinoLoss;
import org.tfpipeline.model.dino.TeacherTargets;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.selfpatch.SelfPatchLoss;
import org.tfpipeline.pipeline.train.ScheduleTrial;

/**
 * Both losses of SelfPatch on given logits, with the gradients of the student's, and the centres.
 */
final class LossCheck {
  /** The official code's weight of the patch term. */
  private static final float PATCH_WEIGHT = 0.1f;

  private final ReferenceCase reference;
  private final String tag;
  private final TrackedJson constants;
  private final LayerTrial trial;

  private LossCheck(ReferenceCase reference, String tag, LayerTrial trial) {
    this.reference = reference;
    this.tag = tag;
    this.constants = reference.json().get(tag);
    this.trial = trial;
  }

  static void run(ReferenceCase reference, String tag) {
    try (var trial = new LayerTrial()) {
      new LossCheck(reference, tag, trial).run();
    }
  }

  private void run() {
    checkTemperature();
    int locals = constants.integer("n_local");
    int batch = constants.integer("batch");
    for (var level : List.of("cls", "patch")) {
      assertThat(views(level, "global")).as("global views").isEqualTo(2L * batch);
      assertThat(views(level, "local")).as("local views").isEqualTo((long) locals * batch);
    }
    var tf = trial.tf();
    var image = new Level("cls", "center");
    var patch = new Level("patch", "patch_center");
    var imageLoss =
        DinoLoss.of(
            tf, image.targets("global"), image.divided("global"), image.divided("local"), locals);
    var patchLoss =
        SelfPatchLoss.of(
            tf,
            patch.targets("global"),
            patch.divided("global"),
            patch.targets("local"),
            patch.divided("local"),
            locals);
    var total = tf.math.add(imageLoss, tf.math.mul(tf.constant(PATCH_WEIGHT), patchLoss));
    var gradients =
        trial.gradients(
            total, tf.constant(1f), List.of(image.global, image.local, patch.global, patch.local));
    trial.initialize();
    image.fillCenter();
    patch.fillCenter();

    var losses =
        Weights.fetch(
            trial.session().runner(),
            Map.of("total", total, "c_loss", imageLoss, "p_loss", patchLoss));
    losses.forEach(
        (name, loss) ->
            Tolerance.LOSSES.check(tag + " " + name, loss.flat()[0], constants.number(name)));
    var names = List.of("cls.global", "cls.local", "patch.global", "patch.local");
    for (int i = 0; i < names.size(); i++) {
      var expected = reference.tensor(tag + ".grad." + names.get(i));
      var actual = fetch(gradients.get(i)).reshaped(expected.shape());
      Tolerance.GRADIENTS.check(tag + " gradient of " + names.get(i), actual, expected);
    }
    image.verifyMovedCenter();
    patch.verifyMovedCenter();
  }

  private long views(String level, String resolution) {
    return reference.tensor(tag + ".student." + level + "." + resolution).shape().get(0);
  }

  private void checkTemperature() {
    double scheduled =
        ScheduleTrial.teacherTemperature(
            constants.integer("epoch"),
            constants.integer("epochs"),
            constants.number("warmup_teacher_temp"),
            constants.number("final_teacher_temp"),
            constants.integer("warmup_teacher_temp_epochs"));
    ScheduleChecks.EXACT.check(tag + " teacher_temp", scheduled, constants.number("teacher_temp"));
  }

  private Values fetch(Operand<TFloat32> tensor) {
    return Weights.fetch(trial.session().runner(), Map.of("", tensor)).get("");
  }

  /** The image level or the patch level: logits of both networks, and the centre. */
  private final class Level {
    private final String level;
    private final String centerName;
    private final Center center;
    private final Operand<TFloat32> global;
    private final Operand<TFloat32> local;

    Level(String level, String centerName) {
      this.level = level;
      this.centerName = centerName;
      this.global = rows("student." + level + ".global");
      this.local = rows("student." + level + ".local");
      this.center =
          new Center(
              trial.store(),
              centerName,
              Math.toIntExact(global.shape().get(1)),
              constants.number("center_momentum"));
    }

    /** A tensor {@code [..., prototypes]} as {@code [rows, prototypes]}. */
    private Operand<TFloat32> rows(String name) {
      var values = reference.tensor(tag + "." + name);
      long prototypes = values.shape().get(values.shape().numDimensions() - 1);
      return trial.constant(
          values.reshaped(Shape.of(values.flat().length / prototypes, prototypes)));
    }

    Operand<TFloat32> divided(String views) {
      var logits = views.equals("global") ? global : local;
      float temperature = (float) constants.number("student_temp");
      return trial.tf().math.div(logits, trial.tf().constant(temperature));
    }

    Operand<TFloat32> targets(String views) {
      float temperature = (float) constants.number("teacher_temp");
      return TeacherTargets.sharpen(
          trial.tf(), teacher(views), center.value(), trial.tf().constant(temperature));
    }

    private Operand<TFloat32> teacher(String views) {
      return rows("teacher." + level + "." + views);
    }

    void fillCenter() {
      Weights.assign(
          trial.session(), trial.store().variables(), Map.of(centerName, centerTensor("before")));
    }

    void verifyMovedCenter() {
      var tf = trial.tf();
      var all = tf.concat(List.of(teacher("global"), teacher("local")), tf.constant(0));
      var mean = tf.math.mean(all, tf.constant(0), Mean.keepDims(true));
      trial.session().runner().addTarget(center.moveTowards(tf, mean)).run().close();
      var expected = centerTensor("after");
      var actual = fetch(center.value()).reshaped(expected.shape());
      Tolerance.ACTIVATIONS.check(tag + " " + centerName, actual, expected);
    }

    private Values centerTensor(String when) {
      return reference.tensor(tag + "." + centerName + "." + when);
    }
  }
}
