package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;

class ProjectionHeadTest {

  @Test
  void pointsHaveLengthOneAndLogitsAreTheirCosinesAtFirst() {
    try (var trial = new LayerTrial()) {
      var head = new ProjectionHead(trial.scope(), new ProjectionConfig(8, 4, 6, false), 5);
      Operand<TFloat32> tokens = trial.constant(LayerTrial.random(1, 3, 7, 5));
      var points = head.bottleneck(tokens);
      var logits = head.logits(points);
      trial.initialize();

      var pointValues = trial.run(points);
      var directions = trial.run(trial.parameter("last_layer.weight_v"));
      var logitValues = trial.run(logits);
      for (int row = 0; row < 7; row++) {
        double squaredLength = 0;
        for (int channel = 0; channel < 4; channel++) {
          squaredLength += Math.pow(pointValues.getFloat(row, channel), 2);
        }
        assertThat(squaredLength).isCloseTo(1, within(1e-5));
        for (int prototype = 0; prototype < 6; prototype++) {
          double product = 0;
          double squaredNorm = 0;
          for (int channel = 0; channel < 4; channel++) {
            double direction = directions.getFloat(channel, prototype);
            product += pointValues.getFloat(row, channel) * direction;
            squaredNorm += direction * direction;
          }
          assertThat((double) logitValues.getFloat(row, prototype))
              .isCloseTo(product / Math.sqrt(squaredNorm), within(1e-5));
        }
      }
    }
  }

  /** Centres move by the logits of the mean point, in place of the mean of the logits. */
  @Test
  void logitsAreLinearInPoints() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      var head = new ProjectionHead(trial.scope(), new ProjectionConfig(8, 4, 6, true), 5);
      trial.randomize(0.5);
      Operand<TFloat32> points = trial.constant(LayerTrial.random(2, 1, 9, 4));
      var ofMean = head.logits(tf.expandDims(tf.math.mean(points, tf.constant(0)), tf.constant(0)));
      var meanOf = tf.math.mean(head.logits(points), tf.constant(0));
      Closeness.assertClose("mean logits", trial.run(ofMean), trial.run(meanOf));
    }
  }

  @Test
  void onlyATrainedNormLearns() {
    try (var trial = new LayerTrial()) {
      var trained = trial.scope().child("trained");
      var fixed = trial.scope().child("fixed");
      new ProjectionHead(trained, new ProjectionConfig(8, 4, 6, true), 5);
      new ProjectionHead(fixed, new ProjectionConfig(8, 4, 6, false), 5);
      assertThat(trial.scope().parameters())
          .filteredOn(parameter -> !parameter.trainable())
          .extracting(parameter -> parameter.name())
          .containsExactly("fixed.last_layer.weight_g");
    }
  }
}
