package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.tfpipeline.model.reference.Values;

/** A single step: networks, losses, gradients, centres and updates. */
final class StepChecks {
  /** Gradients that are zero but for rounding: no more than this in either precision. */
  private static final double VANISHED = 1e-10;

  private final ReferenceCase reference;
  private final OfficialStep step;

  private StepChecks(ReferenceCase reference, OfficialStep step) {
    this.reference = reference;
    this.step = step;
  }

  static ImmutableList<Check> of(ReferenceCase reference, CaseKind kind) {
    var step = new OfficialStep(reference, kind == CaseKind.SELFPATCH_STEP);
    var checks = new StepChecks(reference, step);
    return ImmutableList.<Check>builder()
        .add(new Check("inputs", checks::inputs))
        .add(new Check("networks", checks::networks))
        .add(new Check("losses and centres", checks::lossesAndCenters))
        .add(new Check("gradients", checks::gradients))
        .add(new Check("parameter groups", checks::parameterGroups))
        .addAll(UpdateChecks.of(reference, step))
        .build();
  }

  private void inputs() {
    var views = step.config().views(0);
    for (var resolution : reference.namesAfter("input.")) {
      var images = resolution.equals("global") ? views.globals() : views.locals();
      var stored = reference.tensor("input." + resolution);
      Tolerance.checkWithin("input." + resolution, images.transposed(0, 3, 1, 2), stored, 0);
    }
  }

  private void networks() {
    if (step.isSelfPatch()) {
      SelfPatchNetworks.check(reference, step.config());
    } else {
      DinoNetworks.check(reference, step.config());
    }
  }

  private void lossesAndCenters() {
    reference.json().provenance("loss_note");
    var result = step.adamW(/* lastLayersFrozen= */ false);
    for (var precision : new String[] {"loss_f32", "loss_f64"}) {
      var loss = reference.json().get(precision);
      if (step.isSelfPatch()) {
        loss(precision, "loss", result.metrics(), loss.number("total"));
        loss(precision, "image_loss", result.metrics(), loss.number("c_loss"));
        loss(precision, "patch_loss", result.metrics(), loss.number("p_loss"));
      } else {
        loss(precision, "loss", result.metrics(), loss.number());
      }
    }
    for (var center : step.centers()) {
      var expected = reference.tensor(center + ".after");
      var actual = result.variables().get(center).reshaped(expected.shape());
      Tolerance.ACTIVATIONS.check(center, actual, expected);
    }
  }

  private static void loss(
      String precision, String metric, Map<String, Float> metrics, double expected) {
    Tolerance.LOSSES.check(precision + ", " + metric, metrics.get(metric), expected);
  }

  private void gradients() {
    var gradients = step.gradients(/* lastLayersFrozen= */ false);
    var expectedNorms = reference.json().get("grad_norm_before_clip");
    assertThat(gradients.byParameter().keySet())
        .containsExactlyInAnyOrderElementsOf(reference.namesAfter("grad."))
        .containsExactlyInAnyOrderElementsOf(expectedNorms.keys());
    Assertions.assertAll(
        expectedNorms.keys().stream()
            .map(
                name ->
                    () ->
                        gradient(
                            name,
                            gradients.byParameter().get(name),
                            gradients.norms().get(name),
                            expectedNorms.number(name))));
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
      Tolerance.checkWithin(name, gradient, expected, Tolerance.VANISHING);
      assertThat(Math.max(norm, Math.max(expectedNorm, preciseNorm))).as(name).isLessThan(1e-5);
      assertThat(rounding).as(name).isLessThan(Tolerance.VANISHING);
      return;
    }
    Tolerance.GRADIENTS.check(name, gradient, expected, rounding);
    Tolerance.GRADIENTS.check("norm of " + name, norm, expectedNorm);
    Tolerance.GRADIENTS.check("norm of " + name + " in float64", norm, preciseNorm);
    Tolerance.GRADIENTS.check(
        "largest value of " + name, Tolerance.largest(gradient.flat()), preciseLargest);
  }

  private void parameterGroups() {
    try (var trial = step.trial(CaseConfig.ADAM_W)) {
      var groups = reference.json().get("param_groups");
      assertThat(trial.decayedParameters())
          .containsExactlyInAnyOrderElementsOf(groups.get("decayed").texts());
      assertThat(trial.undecayedParameters())
          .containsExactlyInAnyOrderElementsOf(groups.get("not_decayed").texts());
      assertThat(trial.fixedParameters())
          .containsExactlyInAnyOrderElementsOf(reference.json().get("params_without_grad").texts());
    }
  }
}
