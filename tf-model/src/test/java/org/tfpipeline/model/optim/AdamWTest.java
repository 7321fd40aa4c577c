package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final AdamWConfig CONFIG = new AdamWConfig(0.9, 0.999, 1e-8);
  private static final OptimizerChecks CHECKS = new OptimizerChecks(CONFIG);

  @Test
  void twentyStepsAreTheFormulasWithALateStartOfLastLayers() {
    var values =
        CHECKS.twentyStepsAreTheFormulas(
            2e-3, (decays, start) -> new PlainAdamW(CONFIG, decays, start));
    assertThat(values.get("optimizer/step").getFloat()).isEqualTo(20);
    assertThat(values.get("optimizer/last_layers/step").getFloat()).isEqualTo(15);
  }

  @Test
  void nothingChangesUnlessTheLossIsANumber() {
    CHECKS.nothingChangesUnlessTheLossIsANumber();
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    CHECKS.variablesAre(
        "a.bias",
        "a.bias",
        "optimizer/step",
        "optimizer/last_layers/step",
        "optimizer/exp_avg/a.bias",
        "optimizer/exp_avg_sq/a.bias");
  }
}
