package org.tfpipeline.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class L2NormalizeTest {

  @Test
  void rowsAreDividedByTheirLength() {
    try (var trial = new LayerTrial()) {
      var y = L2Normalize.apply(trial.tf(), trial.tf().constant(new float[][] {{3, -4}}));
      var row = LayerTrial.flat(trial.run(y));
      assertThat(row).containsExactly(new float[] {0.6f, -0.8f}, within(1e-6f));
    }
  }

  @Test
  void zeroStaysZeroAndItsGradientFinite() {
    try (var trial = new LayerTrial()) {
      Operand<TFloat32> x = trial.tf().constant(new float[][] {{0, 0, 0}});
      var y = L2Normalize.apply(trial.tf(), x);
      Operand<TFloat32> upstream = trial.tf().constant(new float[][] {{1, -2, 0}});
      var gradient = trial.gradients(y, upstream, List.of(x)).get(0);
      assertThat(LayerTrial.flat(trial.run(y))).containsOnly(0f);
      // What is divided by there is the constant 1e-12.
      var factor = (float) 1e12;
      assertThat(LayerTrial.flat(trial.run(gradient)))
          .containsExactly(new float[] {factor, -2 * factor, 0}, within(1e-6f * factor));
    }
  }
}
