package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.tfpipeline.model.reference.Values;

/** What a single step makes of both networks' weights. */
final class UpdateChecks {
  /** A first step of Adam has about the size of the learning rate; this share of it may be off. */
  private static final double ADAM_STEP = 0.05;

  /** Gradients below this share of the tensor's largest may be off by a tenth of themselves. */
  private static final double NOISE = 1e-4;

  /** What float32 leaves of a sum that should be 0, as a share of its tensor's largest gradient. */
  private static final double ROUNDING = 1e-6;

  private final ReferenceCase reference;
  private final OfficialStep step;

  private UpdateChecks(ReferenceCase reference, OfficialStep step) {
    this.reference = reference;
    this.step = step;
  }

  static ImmutableList<Check> of(ReferenceCase reference, OfficialStep step) {
    var checks = new UpdateChecks(reference, step);
    return ImmutableList.of(
        new Check("AdamW from given gradients", checks::fromGivenGradients),
        new Check("AdamW", () -> checks.adamW(false)),
        new Check("AdamW with frozen last layers", () -> checks.adamW(true)),
        new Check("SGD", checks::sgd),
        new Check("what is stored", checks::allAreStored),
        new Check("what cannot be reproduced", checks::masks));
  }

  /** Otherwise a file that lacks them would pass. */
  private void allAreStored() {
    var parameters = reference.namesAfter("student.param.");
    assertThat(reference.namesAfter("step.unfrozen.student.")).isEqualTo(parameters);
    assertThat(reference.namesAfter("step.unfrozen.teacher.")).isEqualTo(parameters);
    assertThat(reference.namesAfter("step.sgd.student.")).isEqualTo(parameters);
    var frozen = reference.json().get("step_mask_stats").get("frozen").get("stored").texts();
    assertThat(Iterables.transform(reference.namesAfter("step.frozen."), "step.frozen."::concat))
        .containsExactlyInAnyOrderElementsOf(frozen);
  }

  private void fromGivenGradients() {
    var official = reference.tensorsAfter("grad.");
    checkAll(false, step.adamWFrom(official, false).variables(), Tolerance.UPDATES::check);
    if (step.temperaturesAreEqual()) { // Otherwise the gradients are those of one of them.
      checkAll(true, step.adamWFrom(official, true).variables(), Tolerance.UPDATES::check);
    }
  }

  private void adamW(boolean lastLayersFrozen) {
    double bound = ADAM_STEP * step.config().schedule().peakLearningRate();
    checkAll(
        lastLayersFrozen,
        step.adamW(lastLayersFrozen).variables(),
        (name, actual, expected) -> {
          if (lastLayersFrozen && name.matches("student\\..*last_layer.*")) {
            Tolerance.UPDATES.check(name, actual, expected); // It has not moved at all.
            return;
          }
          var doubtful = doubtful(name.substring(name.indexOf('.') + 1), lastLayersFrozen);
          Tolerance.checkWithin(
              name, without(doubtful, actual), without(doubtful, expected), bound);
        });
  }

  /** Compares a parameter; {@code name} has the network in front. */
  @FunctionalInterface
  private interface Comparison {
    void check(String name, Values actual, Values expected);
  }

  private void checkAll(
      boolean lastLayersFrozen, Map<String, Values> variables, Comparison comparison) {
    Assertions.assertAll(
        Stream.of("student", "teacher")
            .flatMap(network -> reference.namesWith("step.unfrozen.", network + "."))
            .map(
                name ->
                    () ->
                        comparison.check(
                            name,
                            variables.get(name.replaceFirst("\\.", "/")),
                            expected(lastLayersFrozen, name))));
  }

  /**
   * Of the frozen step the student's tensors are stored that differ from the other step's, and of
   * the teacher's only the last layers: the others follow from the student's.
   */
  private Values expected(boolean lastLayersFrozen, String name) {
    var frozen = "step.frozen." + name;
    if (lastLayersFrozen && reference.has(frozen)) {
      return reference.tensor(frozen);
    }
    var unfrozen = reference.tensor("step.unfrozen." + name);
    var teacher = "teacher.";
    return lastLayersFrozen && name.startsWith(teacher)
        ? average(name.substring(teacher.length()))
        : unfrozen;
  }

  private Values average(String parameter) {
    double momentum = step.config().schedule().teacherMomentum();
    var before = reference.tensor("teacher.param." + parameter);
    var student = expected(/* lastLayersFrozen= */ true, "student." + parameter).flat();
    var average = new float[student.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) (momentum * before.flat()[i] + (1 - momentum) * student[i]);
    }
    return new Values(before.shape(), average);
  }

  /**
   * The entries of a parameter that a first step of Adam moves by a rounding error: those whose
   * gradient is one. The masks of the reference know most of them for the step that is not frozen;
   * they were made on one processor, and another may round what is left of a sum to the other sign.
   */
  private BitSet doubtful(String parameter, boolean lastLayersFrozen) {
    var doubtful = keyBiases(parameter);
    var gradient = step.gradients(lastLayersFrozen).byParameter().get(parameter);
    if (gradient == null) {
      return doubtful; // It is not trained.
    }
    double largest = Tolerance.largest(gradient.flat());
    double noise = NOISE * largest;
    var masked = reference.has("step.mask." + parameter);
    var mask = masked ? reference.tensor("step.mask." + parameter).flat() : null;
    boolean ofThisStep = !lastLayersFrozen || step.temperaturesAreEqual();
    for (int i = 0; i < gradient.flat().length; i++) {
      double size = Math.abs(gradient.flat()[i]);
      boolean small = size < noise;
      if (ofThisStep && masked && mask[i] == 0 && !doubtful.get(i)) {
        assertThat(small).as("gradient of %s at %d, which is masked", parameter, i).isTrue();
        doubtful.set(i);
      } else if ((!ofThisStep && small) || size < ROUNDING * largest) {
        doubtful.set(i);
      }
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
      int width = step.config().backbone(0).width();
      keys.set(width, 2 * width);
    } else if (parameter.endsWith("attn.k.bias")) {
      keys.set(0, step.config().backbone(0).width());
    }
    return keys;
  }

  private static Values without(BitSet entries, Values values) {
    var rest = values.flat().clone();
    entries.stream().forEach(i -> rest[i] = 0);
    return new Values(values.shape(), rest);
  }

  private void sgd() {
    var result = step.sgd(reference.json().get("config").number("lr_sgd"));
    var rounding = reference.json().get("step_mask_stats").get("sgd").get("max_abs_f32_vs_f64");
    Assertions.assertAll(
        reference.tensorsAfter("step.sgd.student.").entrySet().stream()
            .map(
                entry ->
                    () ->
                        Tolerance.UPDATES.check(
                            entry.getKey(),
                            result.variables().get("student/" + entry.getKey()),
                            entry.getValue(),
                            rounding.number(entry.getKey()))));
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
