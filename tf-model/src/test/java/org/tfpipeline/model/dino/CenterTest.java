package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class CenterTest {

  @Test
  void isReadBeforeItMovesTowardsTheBatchMean() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      var center = new Center(trial.store(), "center", 2, 0.9);
      var mean = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, 2)));
      var move = center.moveTowards(tf, mean);
      trial.initialize();
      double[] expected = {0, 0};
      for (int step = 0; step < 5; step++) {
        float[] batch = {step + 1, -0.25f * step};
        try (var fed = TFloat32.tensorOf(LayerTrial.array(batch, 1, 2))) {
          var runner = trial.session().runner().feed(mean, fed).addTarget(move);
          var read = LayerTrial.run(List.of(center.value()), runner).get(0);
          for (int i = 0; i < 2; i++) {
            assertThat((double) read.getFloat(0, i)).isCloseTo(expected[i], within(1e-6));
            expected[i] = 0.9 * expected[i] + (1 - 0.9) * batch[i];
          }
        }
      }
    }
  }

  @Test
  void isNotTrained() {
    try (var trial = new LayerTrial()) {
      new Center(trial.store(), "patch_center", 2, 0.9);
      assertThat(trial.store().variables())
          .singleElement()
          .satisfies(
              variable -> {
                assertThat(variable.name()).isEqualTo("patch_center");
                assertThat(variable.trainable()).isFalse();
              });
    }
  }
}
