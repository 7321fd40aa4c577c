package org.tfpipeline.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.LayerTrial;

class LayerNormTest {

  @Test
  void epsilonIsTheOfficialNetworksAndNotPyTorchsDefault() {
    try (var trial = new LayerTrial()) {
      // Mean 0 and variance 1e-6: with an epsilon of 1e-6 too, the scale is 1/√2e-6.
      var x = trial.tf().constant(new float[][] {{-1e-3f, 1e-3f}});
      var normalized = new LayerNorm(trial.scope(), 2).apply(x);
      trial.initialize();
      assertThat((double) trial.run(normalized).getFloat(0, 1))
          .isCloseTo(Math.sqrt(0.5), within(1e-6));
    }
  }
}
