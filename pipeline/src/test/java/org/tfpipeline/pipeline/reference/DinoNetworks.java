package org.tfpipeline.pipeline.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.DinoNetwork;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.variables.ParameterScope;

/** What both networks of DINO make of the crops that they see. */
final class DinoNetworks {
  private final ReferenceCase reference;
  private final CaseConfig config;
  private final LayerTrial trial;
  private final Map<String, Operand<TFloat32>> results = new LinkedHashMap<>();

  private DinoNetworks(ReferenceCase reference, CaseConfig config, LayerTrial trial) {
    this.reference = reference;
    this.config = config;
    this.trial = trial;
  }

  static void check(ReferenceCase reference, CaseConfig config) {
    try (var trial = new LayerTrial()) {
      new DinoNetworks(reference, config, trial).check();
    }
  }

  private void check() {
    var tf = trial.tf();
    var views = config.views(0);
    var student = network("student");
    var teacher = network("teacher");
    var studentGlobal =
        student.student(trial.constant(views.globals()), SelfPatchNetworks.NO_DRAWS);
    var studentLocal = student.student(trial.constant(views.locals()), SelfPatchNetworks.NO_DRAWS);
    var teacherGlobal = teacher.teacher(trial.constant(views.globals()));
    // The method shows the teacher no local crops, but the reference has an embedding for them.
    var teacherLocal = teacher.teacher(trial.constant(views.locals()));
    collect("student", "global", studentGlobal);
    collect("student", "local", studentLocal);
    collect("teacher", "global", teacherGlobal);
    results.put("teacher.pos_embed.local", teacherLocal.backbone().positions());
    results.put(
        "student.logits",
        tf.concat(
            List.of(student.logits(studentGlobal.points()), student.logits(studentLocal.points())),
            tf.constant(0)));
    results.put("teacher.logits", teacher.logits(teacherGlobal.points()));

    Weights.assign(trial.session(), trial.store().variables(), reference.networks());
    var values = Weights.fetch(trial.session().runner(), results);
    Assertions.assertAll(
        values.keySet().stream()
            .filter(reference::has) // Embeddings that are not resampled are left out.
            .map(
                name ->
                    () ->
                        Tolerance.ACTIVATIONS.check(
                            name, values.get(name), reference.tensor(name))));
  }

  private DinoNetwork network(String name) {
    return new DinoNetwork(
        ParameterScope.root(trial.store(), name + "/", 1), config.backbone(0), config.imageHead());
  }

  private void collect(String who, String resolution, DinoNetwork.Outputs outputs) {
    results.put(who + ".cls." + resolution, outputs.backbone().classToken());
    results.put(who + ".tokens." + resolution, outputs.backbone().tokens());
    results.put(who + ".pos_embed." + resolution, outputs.backbone().positions());
  }
}
