package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.PlainProbabilities;

class TeacherTargetsTest {
  private static final float TEMPERATURE = 0.04f;

  @Test
  void areTheSoftmaxOfCentredLogitsOverTheTemperature() {
    var logits = LayerTrial.flat(LayerTrial.random(1, 0.1, 4, 6));
    var center = LayerTrial.flat(LayerTrial.random(2, 0.1, 1, 6));
    try (var trial = new LayerTrial()) {
      var targets = targets(trial, LayerTrial.array(logits, 4, 6), LayerTrial.array(center, 1, 6));
      var actual = PlainProbabilities.rows(LayerTrial.flat(trial.run(targets)), 6);
      var rows = PlainProbabilities.rows(logits, 6);
      for (int row = 0; row < 4; row++) {
        for (int i = 0; i < 6; i++) {
          rows[row][i] = (rows[row][i] - center[i]) / TEMPERATURE;
        }
        assertThat(actual[row])
            .containsExactly(PlainProbabilities.softmax(rows[row]), within(1e-6));
      }
    }
  }

  @Test
  void doNotOverflowForLargeLogits() {
    try (var trial = new LayerTrial()) {
      var center = LayerTrial.array(new float[3], 1, 3);
      var large = LayerTrial.array(new float[] {1000, -1000, 999}, 1, 3);
      assertThat(LayerTrial.flat(trial.run(targets(trial, large, center))))
          .containsExactly(new float[] {1, 0, 0}, within(1e-6f));
    }
  }

  @Test
  void noGradientReachesTheTeacher() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      Operand<TFloat32> logits = trial.constant(LayerTrial.random(3, 0.1, 2, 5));
      Operand<TFloat32> center = tf.zeros(tf.constant(new int[] {1, 5}), TFloat32.class);
      var targets = TeacherTargets.sharpen(tf, logits, center, tf.constant(TEMPERATURE));
      // The sum has a gradient of one from the logits alone.
      var sum = tf.math.add(logits, tf.math.mul(targets, tf.constant(100f)));
      var gradient = trial.gradients(sum, tf.onesLike(sum), List.of(logits)).get(0);
      assertThat(LayerTrial.flat(trial.run(gradient))).containsOnly(1f);
    }
  }

  @Test
  void entropyIsZeroWhenCertainAndTheLogarithmOfTheNumberWhenUniform() {
    try (var trial = new LayerTrial()) {
      var probabilities =
          trial.tf().constant(new float[][] {{0, 1, 0, 0}, {0.25f, 0.25f, 0.25f, 0.25f}});
      var entropy = TeacherTargets.entropy(trial.tf(), probabilities);
      assertThat(LayerTrial.flat(trial.run(entropy)))
          .containsExactly(new float[] {0, (float) Math.log(4)}, within(1e-6f));
    }
  }

  private static Operand<TFloat32> targets(
      LayerTrial trial, FloatNdArray logits, FloatNdArray center) {
    return TeacherTargets.sharpen(
        trial.tf(),
        trial.constant(logits),
        trial.constant(center),
        trial.tf().constant(TEMPERATURE));
  }
}
