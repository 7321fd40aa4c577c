package org.tfpipeline.model.selfpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.DinoLoss;
import org.tfpipeline.model.dino.TeacherTargets;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.ReferenceTensors;

/** Both losses and centres on given logits, with the gradients of the student's. */
class OfficialLossTest {
  private final ImmutableMap<String, FloatNdArray> tensors =
      ReferenceTensors.read("ops.safetensors");

  @ParameterizedTest
  @ValueSource(strings = {"lossA", "lossB"})
  void lossesGradientsAndCentresAreTheOfficialOnes(String name) {
    var constants = ReferenceTensors.json("ops.json").getAsJsonObject(name);
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      var image = new Level(trial, constants, name, "cls", "center");
      var patch = new Level(trial, constants, name, "patch", "patch_center");
      int locals = constants.get("n_local").getAsInt();
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
      var total = tf.math.add(imageLoss, tf.math.mul(tf.constant(0.1f), patchLoss));
      var gradients =
          trial.gradients(
              total,
              tf.constant(1f),
              List.of(image.global, image.local, patch.global, patch.local));
      trial.initialize();
      image.fillCenter();
      patch.fillCenter();

      var losses = trial.run(List.of(total, imageLoss, patchLoss));
      var names = List.of("total", "c_loss", "p_loss");
      for (int i = 0; i < names.size(); i++) {
        double official = constants.get(names.get(i)).getAsDouble();
        assertThat((double) losses.get(i).getFloat())
            .as(names.get(i))
            .isCloseTo(official, within(2e-6 * official));
      }
      var gradientNames = List.of("cls.global", "cls.local", "patch.global", "patch.local");
      var values = trial.run(gradients);
      for (int i = 0; i < gradientNames.size(); i++) {
        Closeness.assertClose(
            gradientNames.get(i),
            values.get(i),
            tensors.get(name + ".grad." + gradientNames.get(i)));
      }
      image.verifyMovedCenter();
      patch.verifyMovedCenter();
    }
  }

  /** The image level or the patch level: logits of both networks, and the centre. */
  private final class Level {
    private final LayerTrial trial;
    private final JsonObject constants;
    private final String name;
    private final String level;
    private final String centerName;
    private final Center center;
    private final Operand<TFloat32> global;
    private final Operand<TFloat32> local;

    Level(LayerTrial trial, JsonObject constants, String name, String level, String centerName) {
      this.trial = trial;
      this.constants = constants;
      this.name = name;
      this.level = level;
      this.centerName = centerName;
      this.global = rows(name + ".student." + level + ".global");
      this.local = rows(name + ".student." + level + ".local");
      double momentum = constants.get("center_momentum").getAsDouble();
      int prototypes = Math.toIntExact(global.shape().get(1));
      this.center = new Center(trial.store(), centerName, prototypes, momentum);
    }

    private Operand<TFloat32> rows(String tensor) {
      var values = tensors.get(tensor);
      long prototypes = values.shape().get(values.rank() - 1);
      return trial.constant(
          LayerTrial.array(LayerTrial.flat(values), values.size() / prototypes, prototypes));
    }

    Operand<TFloat32> divided(String views) {
      float temperature = constants.get("student_temp").getAsFloat();
      var logits = views.equals("global") ? global : local;
      return trial.tf().math.div(logits, trial.tf().constant(temperature));
    }

    Operand<TFloat32> targets(String views) {
      float temperature = constants.get("teacher_temp").getAsFloat();
      return TeacherTargets.sharpen(
          trial.tf(), teacher(views), center.value(), trial.tf().constant(temperature));
    }

    private Operand<TFloat32> teacher(String views) {
      return rows(name + ".teacher." + level + "." + views);
    }

    void fillCenter() {
      trial.assign(centerName, rows(name + "." + centerName + ".before"));
    }

    void verifyMovedCenter() {
      var tf = trial.tf();
      var all = tf.concat(List.of(teacher("global"), teacher("local")), tf.constant(0));
      var mean = tf.math.mean(all, tf.constant(0), Mean.keepDims(true));
      var move = center.moveTowards(tf, mean);
      trial.session().runner().addTarget(move).run().close();
      Closeness.assertClose(
          centerName, trial.run(center.value()), tensors.get(name + "." + centerName + ".after"));
    }
  }
}
