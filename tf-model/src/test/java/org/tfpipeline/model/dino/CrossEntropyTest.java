package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.PlainProbabilities;

class CrossEntropyTest {
  private static final int ROWS = 4;
  private static final int PROTOTYPES = 7;

  @Test
  void isTheDefinition() {
    var targets = probabilities(1);
    var logits = LayerTrial.flat(LayerTrial.random(2, 3, ROWS, PROTOTYPES));
    try (var trial = new LayerTrial()) {
      var actual = LayerTrial.flat(trial.run(rows(trial, targets, 1, logits)));
      for (int row = 0; row < ROWS; row++) {
        double expected = PlainProbabilities.crossEntropy(targets[row], row(logits, row));
        assertThat((double) actual[row]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void targetsOfTwoTeachersMayBeAddedUpFirst() {
    var first = probabilities(3);
    var second = probabilities(4);
    var both = new double[ROWS][PROTOTYPES];
    var logits = LayerTrial.flat(LayerTrial.random(5, 3, ROWS, PROTOTYPES));
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < PROTOTYPES; i++) {
        both[row][i] = first[row][i] + second[row][i];
      }
    }
    try (var trial = new LayerTrial()) {
      var actual = LayerTrial.flat(trial.run(rows(trial, both, 2, logits)));
      for (int row = 0; row < ROWS; row++) {
        double expected =
            PlainProbabilities.crossEntropy(first[row], row(logits, row))
                + PlainProbabilities.crossEntropy(second[row], row(logits, row));
        assertThat((double) actual[row]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void gradientIsStudentMinusTeacherProbabilities() {
    var targets = probabilities(6);
    var logits = LayerTrial.flat(LayerTrial.random(7, 3, ROWS, PROTOTYPES));
    try (var trial = new LayerTrial()) {
      Operand<TFloat32> student = trial.constant(LayerTrial.array(logits, ROWS, PROTOTYPES));
      var teacher =
          trial.constant(LayerTrial.array(PlainProbabilities.flat(targets), ROWS, PROTOTYPES));
      var loss = CrossEntropy.rows(trial.tf(), teacher, 1, student);
      var gradient = trial.gradients(loss, trial.tf().onesLike(loss), List.of(student)).get(0);
      var actual = trial.run(gradient);
      for (int row = 0; row < ROWS; row++) {
        var probabilities = PlainProbabilities.softmax(row(logits, row));
        for (int i = 0; i < PROTOTYPES; i++) {
          assertThat((double) actual.getFloat(row, i))
              .isCloseTo(probabilities[i] - targets[row][i], within(1e-6));
        }
      }
    }
  }

  @Test
  void largeLogitsDoNotOverflow() {
    try (var trial = new LayerTrial()) {
      var targets = new double[][] {{0, 1}};
      var loss = rows(trial, targets, 1, new float[] {20_000, -20_000});
      assertThat(trial.run(loss).getFloat(0)).isEqualTo(40_000);
    }
  }

  private static Operand<TFloat32> rows(
      LayerTrial trial, double[][] targets, int mass, float[] logits) {
    int prototypes = targets[0].length;
    return CrossEntropy.rows(
        trial.tf(),
        trial.constant(
            LayerTrial.array(PlainProbabilities.flat(targets), targets.length, prototypes)),
        mass,
        trial.constant(LayerTrial.array(logits, targets.length, prototypes)));
  }

  private static double[][] probabilities(long seed) {
    var rows = new double[ROWS][];
    for (int row = 0; row < ROWS; row++) {
      var logits = LayerTrial.random(10 * seed + row, 2, 1, PROTOTYPES);
      rows[row] = PlainProbabilities.softmax(row(LayerTrial.flat(logits), 0));
    }
    return rows;
  }

  private static double[] row(float[] flat, int row) {
    return PlainProbabilities.rows(flat, PROTOTYPES)[row];
  }
}
