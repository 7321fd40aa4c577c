package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.pipeline.train.ScheduleTrial;
import org.tfpipeline.pipeline.train.ScheduledValues;
import org.tfpipeline.pipeline.train.TrainingTrial;

/** A single step: losses, gradients, centres and updates of the graph that {@code train} runs. */
final class StepChecks {
  /** A first step of Adam is of about this size times the learning rate; its error is not. */
  private static final double ADAM_STEP = 0.05;

  /** Gradients that are zero but for rounding: no more than this in either precision. */
  private static final double VANISHED = 1e-10;

  private static final double ROUNDING = 1e-6;

  private final ReferenceCase reference;
  private final CaseConfig config;
  private final boolean selfPatch;

  private StepChecks(ReferenceCase reference, boolean selfPatch) {
    this.reference = reference;
    this.selfPatch = selfPatch;
    this.config = new CaseConfig(reference.json().get("config"), selfPatch);
  }

  static ImmutableList<Check> of(ReferenceCase reference, CaseKind kind) {
    boolean selfPatch = kind == CaseKind.SELFPATCH_STEP;
    var step = new StepChecks(reference, selfPatch);
    return ImmutableList.of(
        new Check("inputs", step::inputs),
        selfPatch
            ? new Check("networks", () -> SelfPatchNetworks.check(reference, step.config))
            : new Check("networks", () -> DinoNetworks.check(reference, step.config)),
        new Check("losses and centres", step::lossesAndCenters),
        new Check("gradients", step::gradients),
        new Check("parameter groups", step::parameterGroups),
        new Check("AdamW from given gradients", step::adamWFromGivenGradients),
        new Check("AdamW", step::adamW),
        new Check("AdamW with frozen last layers", step::frozen),
        new Check("SGD", step::sgd),
        new Check("what cannot be reproduced", step::masks));
  }

  private void inputs() {
    var views = config.views(0);
    for (var resolution : reference.namesAfter("input.")) {
      var images = resolution.equals("global") ? views.globals() : views.locals();
      var stored = reference.tensor("input." + resolution);
      Tolerance.check("input." + resolution, images.transposed(0, 3, 1, 2), stored, 0);
    }
  }

  /** The training graph with the weights and centres from before the step. */
  private TrainingTrial trial(OptimizerConfig optimizer) {
    var trial = new TrainingTrial(config.run(optimizer));
    var values = new LinkedHashMap<String, Values>();
    for (var network : new String[] {"student", "teacher"}) {
      for (var name : reference.namesAfter(network + ".param.")) {
        values.put(network + "/" + name, reference.tensor(network + ".param." + name));
      }
    }
    for (var center : centers()) {
      values.put(center, reference.tensor(center + ".before"));
    }
    trial.assign(values);
    return trial;
  }

  private ImmutableList<String> centers() {
    return selfPatch ? ImmutableList.of("center", "patch_center") : ImmutableList.of("center");
  }

  /** Values of the epoch that thaws, or of the first one. */
  private ScheduledValues values(boolean frozen, double learningRate) {
    var json = reference.json();
    var which = frozen ? "frozen" : "unfrozen";
    int epoch = json.integer("step_epoch_" + which);
    var schedule = config.schedule();
    double temperature =
        ScheduleTrial.at(schedule, /* stepsPerEpoch= */ 1, epoch).teacherTemperature();
    ScheduleChecks.EXACT.check("temperature", temperature, json.number("teacher_temp_" + which));
    assertThat(ScheduleTrial.lastLayersFrozen(schedule, 1, epoch)).as(which).isEqualTo(frozen);
    return new ScheduledValues(
        learningRate, schedule.startWeightDecay(), schedule.teacherMomentum(), temperature);
  }

  private ScheduledValues values(boolean frozen) {
    return values(frozen, config.schedule().peakLearningRate());
  }

  private void lossesAndCenters() {
    reference.json().provenance("loss_note");
    try (var trial = trial(CaseConfig.ADAM_W)) {
      var metrics = trial.step(values(false), false, config.views(0));
      for (var precision : new String[] {"loss_f32", "loss_f64"}) {
        var loss = reference.json().get(precision);
        if (selfPatch) {
          check(precision, "loss", metrics, loss.number("total"));
          check(precision, "image_loss", metrics, loss.number("c_loss"));
          check(precision, "patch_loss", metrics, loss.number("p_loss"));
        } else {
          check(precision, "loss", metrics, loss.number());
        }
      }
      var variables = trial.variables();
      for (var center : centers()) {
        Tolerance.ACTIVATIONS.check(
            center, variables.get(center), reference.tensor(center + ".after"));
      }
    }
  }

  private static void check(
      String what, String metric, Map<String, Float> metrics, double expected) {
    Tolerance.LOSSES.check(what + ", " + metric, metrics.get(metric), expected);
  }

  private void gradients() {
    try (var trial = trial(CaseConfig.ADAM_W)) {
      var gradients = trial.gradients(values(false), config.views(0));
      var norms = trial.gradientNorms(values(false), config.views(0));
      var expectedNorms = reference.json().get("grad_norm_before_clip");
      assertThat(gradients.keySet())
          .containsExactlyInAnyOrderElementsOf(reference.namesAfter("grad."))
          .containsExactlyInAnyOrderElementsOf(expectedNorms.keys());
      Assertions.assertAll(
          gradients.keySet().stream()
              .map(
                  name ->
                      () ->
                          gradient(
                              name,
                              gradients.get(name),
                              norms.get(name).flat()[0],
                              expectedNorms.number(name))));
    }
  }

  /** Against the gradient in float32, and against what is known of the one in float64. */
  private void gradient(String name, Values gradient, double norm, double expectedNorm) {
    var expected = reference.tensor("grad." + name);
    var precise = reference.json().get("grad_f32_vs_f64").get(name);
    double preciseNorm = precise.number("l2_f64");
    double preciseLargest = precise.number("max_abs_f64");
    double rounding = precise.number("max_abs_diff");
    if (preciseLargest < VANISHED) {
      // The softmax ignores what all keys share: what is left of the gradient is rounding.
      assertThat(name).endsWith("attn.k.bias");
      Tolerance.check(name, gradient, expected, ROUNDING);
      assertThat(Math.max(norm, Math.max(expectedNorm, preciseNorm))).as(name).isLessThan(1e-5);
      assertThat(rounding).as(name).isLessThan(ROUNDING);
      return;
    }
    Tolerance.GRADIENTS.check(name, gradient, expected);
    Tolerance.GRADIENTS.check("norm of " + name, norm, expectedNorm);
    Tolerance.GRADIENTS.check("norm of " + name + " in float64", norm, preciseNorm);
    Tolerance.GRADIENTS.check(
        "largest value of " + name, Tolerance.largest(gradient.flat()), preciseLargest);
    // Otherwise the comparisons above would say nothing.
    assertThat(rounding).as(name).isLessThan(Tolerance.GRADIENTS.relative() * preciseLargest);
  }

  private void parameterGroups() {
    try (var trial = trial(CaseConfig.ADAM_W)) {
      var groups = reference.json().get("param_groups");
      assertThat(trial.decayedParameters())
          .containsExactlyInAnyOrderElementsOf(groups.get("decayed").texts());
      assertThat(trial.undecayedParameters())
          .containsExactlyInAnyOrderElementsOf(groups.get("not_decayed").texts());
      assertThat(trial.fixedParameters())
          .containsExactlyInAnyOrderElementsOf(reference.json().get("params_without_grad").texts());
    }
  }

  private void adamWFromGivenGradients() {
    var gradients = new LinkedHashMap<String, Values>();
    for (var name : reference.namesAfter("grad.")) {
      gradients.put(name, reference.tensor("grad." + name));
    }
    try (var trial = trial(CaseConfig.ADAM_W)) {
      trial.step(values(false), false, config.views(0), gradients);
      checkAll(trial.variables(), false, Tolerance.UPDATES::check);
    }
    if (temperaturesAreEqual()) {
      try (var trial = trial(CaseConfig.ADAM_W)) {
        trial.step(values(true), true, config.views(0), gradients);
        checkAll(trial.variables(), true, Tolerance.UPDATES::check);
      }
    }
  }

  private void adamW() {
    adamW(false);
  }

  private void frozen() {
    adamW(true);
    var stored = reference.json().get("step_mask_stats").get("frozen").get("stored").texts();
    assertThat(stored)
        .containsExactlyInAnyOrderElementsOf(
            reference.namesAfter("step.frozen.").stream().map("step.frozen."::concat).toList());
  }

  private void adamW(boolean frozen) {
    double bound = ADAM_STEP * config.schedule().peakLearningRate();
    try (var trial = trial(CaseConfig.ADAM_W)) {
      var gradients = trial.gradients(values(frozen), config.views(0));
      trial.step(values(frozen), frozen, config.views(0));
      checkAll(
          trial.variables(),
          frozen,
          (name, actual, expected) -> {
            var parameter = name.substring(name.indexOf('.') + 1);
            var doubtful = doubtful(parameter, frozen, gradients.get(parameter));
            Tolerance.check(name, without(doubtful, actual), without(doubtful, expected), bound);
          });
    }
  }

  /** The entries of a parameter that a first step of Adam moves by a rounding error. */
  private BitSet doubtful(String parameter, boolean frozen, Values gradient) {
    var doubtful = keyBiases(parameter);
    if (reference.has("step.mask." + parameter)) {
      var mask = reference.tensor("step.mask." + parameter).flat();
      IntStream.range(0, mask.length).filter(i -> mask[i] == 0).forEach(doubtful::set);
    }
    if (frozen && gradient != null && !temperaturesAreEqual()) {
      // The masks are of the other step, whose gradients are others.
      var values = gradient.flat();
      double noise = Tolerance.GRADIENTS.relative() * Tolerance.largest(values);
      var small =
          IntStream.range(0, values.length).filter(i -> Math.abs(values[i]) < noise).toArray();
      assertThat(small.length).as("small gradients of %s", parameter).isLessThan(values.length);
      Arrays.stream(small).forEach(doubtful::set);
    }
    return doubtful;
  }

  /**
   * Biases of keys have no gradient, since the softmax ignores what all keys share. The masks have
   * some of them at 1, where rounding happened to agree.
   */
  private BitSet keyBiases(String parameter) {
    var keys = new BitSet();
    if (parameter.endsWith("attn.qkv.bias")) {
      int width = config.backbone(0).width();
      keys.set(width, 2 * width);
    } else if (parameter.endsWith("attn.k.bias")) {
      keys.set(0, config.backbone(0).width());
    }
    return keys;
  }

  private static Values without(BitSet entries, Values values) {
    var rest = values.flat().clone();
    entries.stream().forEach(i -> rest[i] = 0);
    return new Values(values.shape(), rest);
  }

  private boolean temperaturesAreEqual() {
    return values(true).teacherTemperature() == values(false).teacherTemperature();
  }

  /** Compares a parameter. */
  @FunctionalInterface
  private interface Comparison {
    void check(String name, Values actual, Values expected);
  }

  private void checkAll(Map<String, Values> variables, boolean frozen, Comparison comparison) {
    Assertions.assertAll(
        Stream.of("student", "teacher")
            .flatMap(
                network ->
                    reference.namesAfter("step.unfrozen." + network + ".").stream()
                        .map(
                            name ->
                                () ->
                                    comparison.check(
                                        network + "." + name,
                                        variables.get(network + "/" + name),
                                        expected(frozen, network + "." + name)))));
  }

  /** Of the frozen step only what differs from the other one is stored. */
  private Values expected(boolean frozen, String name) {
    var frozenName = "step.frozen." + name;
    return frozen && reference.has(frozenName)
        ? reference.tensor(frozenName)
        : reference.tensor("step.unfrozen." + name);
  }

  private void sgd() {
    double learningRate = reference.json().get("config").number("lr_sgd");
    var rounding = reference.json().get("step_mask_stats").get("sgd").get("max_abs_f32_vs_f64");
    try (var trial = trial(new SgdConfig(0.9))) {
      trial.step(values(false, learningRate), false, config.views(0));
      var variables = trial.variables();
      Assertions.assertAll(
          reference.namesAfter("step.sgd.student.").stream()
              .map(
                  name ->
                      () -> {
                        var expected = reference.tensor("step.sgd.student." + name);
                        Tolerance.UPDATES.check(name, variables.get("student/" + name), expected);
                        assertThat(rounding.number(name))
                            .as(name)
                            .isLessThan(
                                Tolerance.UPDATES.relative() * Tolerance.largest(expected.flat()));
                      }));
    }
  }

  private void masks() {
    var statistics = reference.json().get("step_mask_stats").get("unfrozen");
    int all = 0;
    int unreliable = 0;
    var perTensor = statistics.get("per_tensor");
    for (var name : reference.namesAfter("step.mask.")) {
      int zeros = 0;
      var mask = reference.tensor("step.mask." + name).flat();
      for (float bit : mask) {
        zeros += bit == 0 ? 1 : 0;
      }
      assertThat(perTensor.keys().contains(name)).as(name).isEqualTo(zeros > 0);
      if (zeros > 0) {
        assertThat(perTensor.get(name).numbers())
            .as(name)
            .containsExactly((double) zeros, (double) mask.length);
      }
      unreliable += zeros;
      all += mask.length;
    }
    assertThat(statistics.integer("unreliable")).isEqualTo(unreliable);
    if (statistics.find("total").isPresent()) {
      assertThat(statistics.integer("total")).isEqualTo(all);
    }
  }
}
