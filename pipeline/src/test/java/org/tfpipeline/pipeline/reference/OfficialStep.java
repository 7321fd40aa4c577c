package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.pipeline.train.ScheduleTrial;
import org.tfpipeline.pipeline.train.ScheduledValues;
import org.tfpipeline.pipeline.train.TrainingTrial;

/** The step of a case, made by the graph that {@code train} runs; nothing is run twice. */
final class OfficialStep {
  private static final OptimizerConfig SGD = new SgdConfig(0.9);

  private final ReferenceCase reference;
  private final boolean selfPatch;
  private final CaseConfig config;
  private final Supplier<Result> unfrozen =
      Suppliers.memoize(() -> run(CaseConfig.ADAM_W, values(false), false, Map.of()));
  private final Supplier<Result> frozen =
      Suppliers.memoize(() -> run(CaseConfig.ADAM_W, values(true), true, Map.of()));
  private final Supplier<TrainingTrial.Gradients> gradients =
      Suppliers.memoize(() -> gradients(values(false)));
  private final Supplier<TrainingTrial.Gradients> frozenGradients =
      Suppliers.memoize(() -> gradients(values(true)));

  /**
   * What a step leaves behind.
   *
   * @param metrics by name
   * @param variables by full name, in PyTorch's layout
   */
  record Result(ImmutableMap<String, Float> metrics, ImmutableMap<String, Values> variables) {}

  OfficialStep(ReferenceCase reference, boolean selfPatch) {
    this.reference = reference;
    this.selfPatch = selfPatch;
    this.config = new CaseConfig(reference.json().get("config"), selfPatch);
  }

  CaseConfig config() {
    return config;
  }

  boolean isSelfPatch() {
    return selfPatch;
  }

  ImmutableList<String> centers() {
    return selfPatch ? ImmutableList.of("center", "patch_center") : ImmutableList.of("center");
  }

  /** A step of AdamW. */
  Result adamW(boolean lastLayersFrozen) {
    return lastLayersFrozen ? frozen.get() : unfrozen.get();
  }

  /** A step of AdamW with the official gradients in place of ours. */
  Result adamWFrom(Map<String, Values> officialGradients, boolean lastLayersFrozen) {
    return run(CaseConfig.ADAM_W, values(lastLayersFrozen), lastLayersFrozen, officialGradients);
  }

  /** A step of SGD with a learning rate of its own. */
  Result sgd(double learningRate) {
    var values = values(false);
    return run(
        SGD,
        new ScheduledValues(
            learningRate,
            values.weightDecay(),
            values.teacherMomentum(),
            values.teacherTemperature()),
        /* lastLayersFrozen= */ false,
        Map.of());
  }

  /** The gradients before clipping. */
  TrainingTrial.Gradients gradients(boolean lastLayersFrozen) {
    return lastLayersFrozen && !temperaturesAreEqual() ? frozenGradients.get() : gradients.get();
  }

  /** Whether frozen and thawed last layers make no difference to the gradients. */
  boolean temperaturesAreEqual() {
    return values(true).teacherTemperature() == values(false).teacherTemperature();
  }

  /** The training graph with the weights and centres from before the step. */
  TrainingTrial trial(OptimizerConfig optimizer) {
    var trial = new TrainingTrial(config.run(optimizer));
    var values = new LinkedHashMap<String, Values>(reference.networks());
    for (var center : centers()) {
      values.put(center, reference.tensor(center + ".before"));
    }
    trial.assign(values);
    return trial;
  }

  private Result run(
      OptimizerConfig optimizer,
      ScheduledValues values,
      boolean lastLayersFrozen,
      Map<String, Values> givenGradients) {
    try (var trial = trial(optimizer)) {
      var metrics = trial.step(values, lastLayersFrozen, config.views(0), givenGradients);
      return new Result(metrics, trial.variables());
    }
  }

  private TrainingTrial.Gradients gradients(ScheduledValues values) {
    try (var trial = trial(CaseConfig.ADAM_W)) {
      return trial.gradients(values, config.views(0));
    }
  }

  /** Values of the first epoch, or of the one that thaws the last layers. */
  private ScheduledValues values(boolean lastLayersFrozen) {
    var json = reference.json();
    var which = lastLayersFrozen ? "frozen" : "unfrozen";
    int epoch = json.integer("step_epoch_" + which);
    var schedule = config.schedule();
    double temperature =
        ScheduleTrial.at(schedule, /* stepsPerEpoch= */ 1, epoch).teacherTemperature();
    ScheduleChecks.EXACT.check("temperature", temperature, json.number("teacher_temp_" + which));
    assertThat(ScheduleTrial.lastLayersFrozen(schedule, 1, epoch))
        .as(which)
        .isEqualTo(lastLayersFrozen);
    return new ScheduledValues(
        schedule.peakLearningRate(),
        schedule.startWeightDecay(),
        schedule.teacherMomentum(),
        temperature);
  }
}
