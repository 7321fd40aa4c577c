package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class GradientClippingTest {

  @Test
  void normIsTheEuclideanLengthOfTheWholeTensor() {
    try (var trial = new LayerTrial()) {
      Operand<TFloat32> gradient = trial.tf().constant(new float[][] {{1, -2}, {2, 4}});
      assertThat(trial.run(GradientClipping.norm(trial.tf(), gradient)).getFloat())
          .isCloseTo(5, within(1e-6f));
    }
  }

  @Test
  void longGradientsAreScaledToTheLargestNorm() {
    assertThat(clip(1, 3, 4)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
  }

  /** The official coefficient is clip / (norm + 1e-6), which shows for short gradients. */
  @Test
  void theNormsEpsilonIsTheOfficialOne() {
    assertThat(clip(1e-6, 3e-6f, 4e-6f))
        .containsExactly(new float[] {0.5e-6f, 4e-6f / 6}, within(1e-12f));
  }

  @Test
  void shortGradientsStayAsTheyAre() {
    assertThat(clip(3, 0.5f, -1)).containsExactly(0.5f, -1);
    assertThat(clip(3, 0, 0)).containsExactly(0, 0);
  }

  @Test
  void aLargestNormOfZeroDoesNotClip() {
    assertThat(clip(0, 300, 400)).containsExactly(300, 400);
  }

  @Test
  void thoseThatAreScaledAreCounted() {
    assertThat(count(3, 2.9f, 3.1f, 40, 0)).isEqualTo(2);
    assertThat(count(0, 2.9f, 3.1f, 40, 0)).isZero();
    // With the epsilon, a norm of just the largest is scaled too.
    assertThat(count(1e-6, 1e-6f, 1e-9f)).isEqualTo(2);
  }

  private static float count(double largestNorm, float... norms) {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      return trial
          .run(GradientClipping.countClipped(tf, tf.constant(norms), largestNorm))
          .getFloat();
    }
  }

  private static float[] clip(double largestNorm, float... values) {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      Operand<TFloat32> gradient = tf.constant(values);
      var norm = GradientClipping.norm(tf, gradient);
      return LayerTrial.flat(trial.run(GradientClipping.clip(tf, gradient, norm, largestNorm)));
    }
  }
}
