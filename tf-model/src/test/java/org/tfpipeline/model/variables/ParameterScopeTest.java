package org.tfpipeline.model.variables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.math.Stats;
import com.google.common.primitives.Floats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class ParameterScopeTest {
  private final LayerTrial trial = new LayerTrial();

  @AfterEach
  void close() {
    trial.close();
  }

  @Test
  void parametersAreNamedAfterNetworkAndPath() {
    var network = root("student/", 1);
    network.normal("pos_embed", 1, 4, 2);
    var attention = network.child("blocks.3").child("attn");
    attention.child("qkv").normal("weight", 2, 6);
    attention.child("qkv").zeros("bias", 6);
    assertThat(network.parameters())
        .extracting(Variable::name)
        .containsExactly(
            "student/pos_embed",
            "student/blocks.3.attn.qkv.weight",
            "student/blocks.3.attn.qkv.bias");
    assertThat(network.parameters().get(1).shape().asArray()).containsExactly(2, 6);
  }

  @Test
  void aNameIsTakenOnceANetwork() {
    root("student/", 1).child("norm").ones("weight", 3);
    root("teacher/", 1).child("norm").ones("weight", 3);
    var again = root("student/", 1).child("norm");
    assertThatThrownBy(() -> again.zeros("weight", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is a variable student/norm.weight already.");
  }

  @Test
  void aTeacherStartsAsTheCopyOfItsStudent() {
    for (var network : new String[] {"student/", "teacher/"}) {
      var scope = root(network, 5);
      scope.child("fc1").normal("weight", 3, 4);
      scope.child("last_layer").uniform("weight_v", 9, 3, 4);
    }
    trial.initialize();
    var variables = trial.store().variables();
    for (int i = 0; i < 2; i++) {
      assertThat(values(variables.get(i + 2))).containsExactly(values(variables.get(i)));
    }
  }

  @Test
  void anotherSeedOrAnotherPathGivesOtherValues() {
    var first = root("a/", 5).normal("weight", 8);
    var otherSeed = root("b/", 6).normal("weight", 8);
    var otherPath = root("c/", 5).child("fc1").normal("weight", 8);
    trial.initialize();
    assertThat(values(first)).isNotEqualTo(values(otherSeed)).isNotEqualTo(values(otherPath));
  }

  @Test
  void valuesAreTheSameInEveryGraphWhateverElseIsInIt() {
    var alone = root("", 5).child("fc2").normal("weight", 8);
    trial.initialize();
    try (var another = new LayerTrial()) {
      var scope = ParameterScope.root(another.store(), "student/", 5);
      scope.child("fc1").normal("weight", 8);
      var second = scope.child("fc2").normal("weight", 8);
      another.initialize();
      assertThat(LayerTrial.flat(another.run(second))).containsExactly(values(alone));
    }
  }

  /** A normal cut off at two standard deviations would have a deviation of 0.0176. */
  @Test
  void normalParametersHaveTheOfficialDeviationAndAreNotTruncated() {
    var drawn = root("", 7).normal("weight", 200, 500);
    trial.initialize();
    var values = values(drawn);
    var stats = Stats.of(Floats.asList(values));
    assertThat(stats.mean()).isCloseTo(0, within(4 * 0.02 / Math.sqrt(values.length)));
    assertThat(stats.populationStandardDeviation()).isCloseTo(0.02, within(0.02 * 0.01));
    long beyondTwoDeviations =
        Floats.asList(values).stream().filter(value -> Math.abs(value) > 0.04).count();
    assertThat((double) beyondTwoDeviations / values.length).isCloseTo(0.0455, within(0.003));
  }

  @Test
  void uniformParametersFillTheirBounds() {
    var drawn = root("", 7).uniform("weight", 64, 200, 500);
    trial.initialize();
    var stats = Stats.of(Floats.asList(values(drawn)));
    assertThat(stats.min()).isBetween(-1.0 / 8, -0.1249);
    assertThat(stats.max()).isBetween(0.1249, 1.0 / 8);
    assertThat(stats.mean()).isCloseTo(0, within(1e-3));
    assertThat(stats.populationStandardDeviation()).isCloseTo(1 / (8 * Math.sqrt(3)), within(1e-3));
  }

  @Test
  void scalesAreOneAndBiasesZeroAndOnlyFixedOnesDoNotLearn() {
    var scope = root("", 7);
    var ones = scope.ones("weight", 3);
    var zeros = scope.zeros("bias", 3);
    var fixed = scope.fixedOnes("weight_g", 1, 3);
    trial.initialize();
    assertThat(values(ones)).containsExactly(1, 1, 1);
    assertThat(values(zeros)).containsExactly(0, 0, 0);
    assertThat(values(fixed)).containsExactly(1, 1, 1);
    assertThat(scope.parameters())
        .extracting(Variable::trainable)
        .containsExactly(true, true, false);
  }

  private ParameterScope root(String network, long seed) {
    return ParameterScope.root(trial.store(), network, seed);
  }

  private float[] values(Operand<TFloat32> parameter) {
    return LayerTrial.flat(trial.run(parameter));
  }

  private float[] values(Variable<?> variable) {
    return LayerTrial.flat(trial.run(trial.tf().dtypes.cast(variable.value(), TFloat32.class)));
  }
}
