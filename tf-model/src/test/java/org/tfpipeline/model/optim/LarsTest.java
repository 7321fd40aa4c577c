package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.LayerTrial;

class LarsTest {
  private static final LarsConfig CONFIG = new LarsConfig(0.9, 0.001);
  private static final OptimizerChecks CHECKS = new OptimizerChecks(CONFIG);

  /** Tensors with one axis are at the same time those without decay. */
  @Test
  void twentyStepsAreTheFormulasWithALateStartOfLastLayers() {
    CHECKS.twentyStepsAreTheFormulas(0.05, (matrix, start) -> new PlainLars(CONFIG, matrix, start));
  }

  @Test
  void aMatrixMovesByAShareOfItsLengthWhateverItsGradients() {
    assertThat(step(new float[] {3, 4}, new float[] {1e-4f, 0}))
        .containsExactly(new float[] {3 - 0.005f, 4}, within(1e-6f));
  }

  @Test
  void aMatrixOfZerosMovesByItsGradient() {
    assertThat(step(new float[] {0, 0}, new float[] {0.25f, -2})).containsExactly(-0.25f, 2);
  }

  @Test
  void aMatrixWithoutAnyGradientStaysAsItIs() {
    assertThat(step(new float[] {3, 4}, new float[] {0, 0})).containsExactly(3, 4);
  }

  /** A matrix after a step with learning rate 1 and no weight decay. */
  private static float[] step(float[] start, float[] gradient) {
    var name = "a.weight";
    try (var trial =
        new OptimizerTrial(
            Map.of(name, LayerTrial.array(start, 1, 2)), CONFIG, PlainOptimizer.CLIP_NORM)) {
      trial.step(1, 0, false, 0, Map.of(name, LayerTrial.array(gradient, 1, 2)));
      return LayerTrial.flat(trial.values().get(name));
    }
  }

  @Test
  void nothingChangesUnlessTheLossIsANumber() {
    CHECKS.nothingChangesUnlessTheLossIsANumber();
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    CHECKS.variablesAre("a.bias", "a.bias", "optimizer/mu/a.bias");
  }
}
