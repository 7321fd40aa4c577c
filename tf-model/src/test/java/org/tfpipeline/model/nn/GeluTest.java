package org.tfpipeline.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.LayerTrial;

class GeluTest {

  @Test
  void isExactAndNotTheTanhApproximation() {
    try (var trial = new LayerTrial()) {
      // 2·Φ(2), from a table of the normal distribution; the approximation gives 1.954598.
      var y = Gelu.apply(trial.tf(), trial.tf().constant(2f));
      assertThat((double) trial.run(y).getFloat()).isCloseTo(2 * 0.9772498681, within(1e-6));
    }
  }
}
