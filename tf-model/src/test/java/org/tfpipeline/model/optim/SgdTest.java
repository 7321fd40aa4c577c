package org.tfpipeline.model.optim;

import org.junit.jupiter.api.Test;

class SgdTest {
  private static final SgdConfig CONFIG = new SgdConfig(0.9);
  private static final OptimizerChecks CHECKS = new OptimizerChecks(CONFIG);

  @Test
  void twentyStepsAreTheFormulasWithALateStartOfLastLayers() {
    CHECKS.twentyStepsAreTheFormulas(0.05, (decays, start) -> new PlainSgd(CONFIG, decays, start));
  }

  @Test
  void nothingChangesUnlessTheLossIsANumber() {
    CHECKS.nothingChangesUnlessTheLossIsANumber();
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    CHECKS.variablesAre("a.bias", "a.bias", "optimizer/momentum_buffer/a.bias");
  }
}
