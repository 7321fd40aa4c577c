package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.pipeline.train.ScheduleTrial;
import org.tfpipeline.pipeline.train.ScheduledValues;
import org.tfpipeline.pipeline.train.TrainingTrial;

/** Consecutive steps of the graph that {@code train} runs, under the run's own schedule. */
final class TrajectoryChecks {
  /** Of losses, absolute: what float32 makes of the order of operations, over all steps. */
  private static final double LOSS_ERROR = 2e-5;

  /** Of norms, relative. */
  private static final Tolerance NORMS = new Tolerance(1e-5);

  private static final ImmutableList<String> PRECISIONS = ImmutableList.of("f32", "f64");

  private final ReferenceCase reference;
  private final ReferenceFolder folder;
  private final boolean selfPatch;
  private final CaseConfig config;

  private TrajectoryChecks(ReferenceCase reference, ReferenceFolder folder, boolean selfPatch) {
    this.reference = reference;
    this.folder = folder;
    this.selfPatch = selfPatch;
    this.config = new CaseConfig(reference.json().get("config"), selfPatch);
  }

  static ImmutableList<Check> of(ReferenceCase reference, CaseKind kind, ReferenceFolder folder) {
    var checks = new TrajectoryChecks(reference, folder, kind == CaseKind.SELFPATCH_TRAJECTORY);
    return ImmutableList.of(new Check("every step", checks::run));
  }

  private void run() throws IOException {
    var json = reference.json();
    json.get("config").provenance("lr_sgd");
    var schedule = config.schedule();
    long stepsPerEpoch = json.get("config").integer("iters_per_epoch");
    int steps = json.get("f32").get("steps").size();
    assertThat((long) steps).isEqualTo(schedule.epochs() * stepsPerEpoch);
    try (var trial = new TrainingTrial(config.run(CaseConfig.ADAM_W))) {
      trial.assign(start());
      double furthest = 0;
      for (int step = 0; step < steps; step++) {
        var values = ScheduleTrial.at(schedule, stepsPerEpoch, step);
        boolean frozen = ScheduleTrial.lastLayersFrozen(schedule, stepsPerEpoch, step);
        var metrics = trial.step(values, frozen, config.views(step + 1));
        for (var precision : PRECISIONS) {
          var expected = json.get(precision).get("steps").at(step);
          assertThat(expected.integer("it")).isEqualTo(step);
          assertThat((long) expected.integer("epoch")).isEqualTo(step / stepsPerEpoch);
          scheduled(step, values, expected);
          losses(step, precision, metrics, expected);
          norms(step, precision, metrics, expected);
          furthest = Math.max(furthest, Math.abs(metrics.get("loss") - expected.number("total")));
        }
      }
      assertThat(json.number("max_abs_total_loss_f32_vs_f64")).isLessThan(LOSS_ERROR);
      System.out.printf(
          "%s: the total loss is at most %.2g off in %d steps.%n",
          reference.stem(), furthest, steps);
      weights(trial.variables());
    }
  }

  private void scheduled(int step, ScheduledValues values, TrackedJson expected) {
    var schedule = config.schedule();
    scheduled("lr", step, values.learningRate(), expected, schedule.peakLearningRate());
    scheduled("wd", step, values.weightDecay(), expected, schedule.finalWeightDecay());
    scheduled("ema", step, values.teacherMomentum(), expected, 1);
    scheduled("teacher_temp", step, values.teacherTemperature(), expected, 1);
  }

  /** A cosine is a difference of numbers as large as the largest that it takes. */
  private static void scheduled(
      String name, int step, double actual, TrackedJson expected, double largest) {
    assertThat(actual)
        .as("%s of step %d", name, step)
        .isCloseTo(expected.number(name), within(ScheduleChecks.EXACT.relative() * largest));
  }

  /** The student of the base case, and the teacher as its copy. */
  private Map<String, Values> start() throws IOException {
    var base = selfPatch ? CaseKind.SELFPATCH_STEP : CaseKind.DINO_STEP;
    var start = new LinkedHashMap<String, Values>();
    BaseCase.student(folder, base, reference.json().get("config"))
        .forEach(
            (name, values) -> {
              start.put("student/" + name, values);
              start.put("teacher/" + name, values);
            });
    return start;
  }

  private void losses(
      int step, String precision, ImmutableMap<String, Float> metrics, TrackedJson expected) {
    var names = new LinkedHashMap<String, String>(Map.of("loss", "total"));
    if (selfPatch) {
      names.put("image_loss", "c_loss");
      names.put("patch_loss", "p_loss");
    }
    names.forEach(
        (metric, official) ->
            assertThat((double) metrics.get(metric))
                .as("%s of step %d in %s", metric, step, precision)
                .isCloseTo(expected.number(official), within(LOSS_ERROR)));
  }

  private static void norms(
      int step, String precision, ImmutableMap<String, Float> metrics, TrackedJson expected) {
    var place = " of step %d in %s".formatted(step, precision);
    NORMS.check(
        "gradient norm" + place, metrics.get("gradient_norm"), expected.number("global_grad_norm"));
    NORMS.check(
        "largest norm" + place,
        metrics.get("largest_gradient_norm"),
        expected.number("max_param_grad_norm"));
    expected
        .find("n_clipped") // Told of SelfPatch alone.
        .ifPresent(
            count ->
                assertThat(metrics.get("clipped_gradients"))
                    .as("clipped gradients" + place)
                    .isEqualTo(count.integer()));
  }

  private void weights(Map<String, Values> variables) {
    var json = reference.json();
    var natural = json.get("final_param_max_abs_f32_vs_f64");
    var parameters = natural.keys();
    var comparisons = new ArrayList<Executable>();
    for (var precision : PRECISIONS) {
      for (var network : List.of("student", "teacher")) {
        var tensors = json.get(precision).get("final_" + network);
        assertThat(tensors.keys()).containsExactlyInAnyOrderElementsOf(parameters);
        for (var name : parameters) {
          var tensor = FinalTensor.of(variables.get(network + "/" + name), natural.number(name));
          comparisons.add(() -> weight(network + "/" + name, tensor, tensors.get(name)));
        }
      }
      for (var center : selfPatch ? List.of("center", "patch_center") : List.of("center")) {
        var expected = json.get(precision).get("final_" + center);
        var tensor = FinalTensor.of(variables.get(center), /* natural= */ 0);
        comparisons.add(() -> tensor.check(center, expected));
      }
    }
    Assertions.assertAll(comparisons);
  }

  private static void weight(String name, FinalTensor tensor, TrackedJson expected) {
    if (name.endsWith("attn.k.bias")) {
      // The true gradient is zero, and Adam makes steps of full size of its rounding errors.
      expected.provenance("l2", "sum", "first8");
    } else if (name.endsWith("attn.qkv.bias")) { // Its middle third is a bias of keys.
      expected.provenance("l2", "sum");
      tensor.withoutNatural().checkFirst(name, expected);
    } else {
      tensor.check(name, expected);
    }
  }
}
