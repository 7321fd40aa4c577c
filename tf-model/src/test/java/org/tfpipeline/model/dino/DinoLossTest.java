package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.PlainProbabilities;

class DinoLossTest {
  private static final int BATCH = 3;
  private static final int PROTOTYPES = 5;

  /** Every target against every view of the student but its own, as the official loops do. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void isTheMeanOverAllPairsOfDifferentViews(int locals) {
    int views = 2 + locals;
    var student = rows(1, views);
    var targets = rows(2, 2);
    for (int row = 0; row < targets.length; row++) {
      targets[row] = PlainProbabilities.softmax(targets[row]);
    }
    double sum = 0;
    int pairs = 0;
    for (int target = 0; target < 2; target++) {
      for (int view = 0; view < views; view++) {
        if (view == target) {
          continue;
        }
        for (int image = 0; image < BATCH; image++) {
          sum +=
              PlainProbabilities.crossEntropy(
                      targets[target * BATCH + image], student[view * BATCH + image])
                  / BATCH;
        }
        pairs++;
      }
    }
    try (var trial = new LayerTrial()) {
      var flat = PlainProbabilities.flat(student);
      var globals = new float[2 * BATCH * PROTOTYPES];
      var local = new float[locals * BATCH * PROTOTYPES];
      System.arraycopy(flat, 0, globals, 0, globals.length);
      System.arraycopy(flat, globals.length, local, 0, local.length);
      var loss =
          DinoLoss.of(
              trial.tf(),
              trial.constant(
                  LayerTrial.array(PlainProbabilities.flat(targets), 2 * BATCH, PROTOTYPES)),
              trial.constant(LayerTrial.array(globals, 2 * BATCH, PROTOTYPES)),
              trial.constant(LayerTrial.array(local, (long) locals * BATCH, PROTOTYPES)),
              locals);
      assertThat((double) trial.run(loss).getFloat()).isCloseTo(sum / pairs, within(1e-5));
    }
  }

  private static double[][] rows(long seed, int views) {
    var values = LayerTrial.random(seed, 3, views, BATCH, PROTOTYPES);
    return PlainProbabilities.rows(LayerTrial.flat(values), PROTOTYPES);
  }
}
