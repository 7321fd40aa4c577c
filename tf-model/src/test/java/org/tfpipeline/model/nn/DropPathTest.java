package org.tfpipeline.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class DropPathTest {

  @Test
  void dropsWholeSamplesAndScalesTheOthersUp() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      Operand<TFloat32> residual =
          trial.constant(LayerTrial.array(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5, 2, 1));
      var dropPath = new DropPath(tf, "blocks.3.attn", 0.25f);
      var dropped =
          dropPath.apply(
              residual,
              (branch, batch) -> {
                assertThat(branch).isEqualTo("blocks.3.attn");
                assertThat(trial.run(tf.dtypes.cast(batch, TFloat32.class)).getFloat())
                    .isEqualTo(5);
                // With a rate of a quarter, a draw below it drops the sample.
                return tf.constant(new float[] {0, 0.24f, 0.25f, 0.5f, 0.999f});
              });
      Operand<TFloat32> ones = tf.onesLike(residual);
      var gradient = trial.gradients(dropped, ones, List.of(residual)).get(0);

      assertThat(LayerTrial.flat(trial.run(dropped)))
          .containsExactly(
              0, 0, 0, 0, 5 / 0.75f, 6 / 0.75f, 7 / 0.75f, 8 / 0.75f, 9 / 0.75f, 10 / 0.75f);
      float up = 1 / 0.75f;
      assertThat(LayerTrial.flat(trial.run(gradient)))
          .containsExactly(0, 0, 0, 0, up, up, up, up, up, up);
    }
  }

  @Test
  void asksForNoDrawsAtRateZero() {
    try (var trial = new LayerTrial()) {
      Operand<TFloat32> residual = trial.constant(LayerTrial.random(1, 1, 2, 3, 4));
      var same =
          new DropPath(trial.tf(), "blocks.0.mlp", 0)
              .apply(
                  residual,
                  (branch, batch) -> {
                    throw new AssertionError(branch + " asked for draws");
                  });
      assertThat(trial.run(same)).isEqualTo(trial.run(residual));
    }
  }
}
