package org.tfpipeline.model.selfpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.PlainProbabilities;

class SelfPatchLossTest {
  private static final int BATCH = 2;
  private static final int GLOBAL_PATCHES = 9;
  private static final int LOCAL_PATCHES = 4;
  private static final int LOCALS = 3;
  private static final int PROTOTYPES = 6;

  @Test
  void everyViewCountsTheSameThoughLocalOnesHaveFewerPatches() {
    int globalRows = 2 * BATCH * GLOBAL_PATCHES;
    int localRows = LOCALS * BATCH * LOCAL_PATCHES;
    var globalTargets = targets(1, globalRows);
    var localTargets = targets(2, localRows);
    var globalLogits = rows(3, globalRows);
    var localLogits = rows(4, localRows);
    double sum = 0;
    for (int view = 0; view < 2; view++) {
      sum += meanOfView(globalTargets, globalLogits, view, BATCH * GLOBAL_PATCHES);
    }
    for (int view = 0; view < LOCALS; view++) {
      sum += meanOfView(localTargets, localLogits, view, BATCH * LOCAL_PATCHES);
    }
    try (var trial = new LayerTrial()) {
      var loss =
          SelfPatchLoss.of(
              trial.tf(),
              operand(trial, globalTargets),
              operand(trial, globalLogits),
              operand(trial, localTargets),
              operand(trial, localLogits),
              LOCALS);
      assertThat((double) trial.run(loss).getFloat()).isCloseTo(sum / (2 + LOCALS), within(1e-5));
    }
  }

  private static double meanOfView(double[][] targets, double[][] logits, int view, int size) {
    double sum = 0;
    for (int row = view * size; row < (view + 1) * size; row++) {
      sum += PlainProbabilities.crossEntropy(targets[row], logits[row]);
    }
    return sum / size;
  }

  private static double[][] rows(long seed, int count) {
    var values = LayerTrial.random(seed, 3, count, PROTOTYPES);
    return PlainProbabilities.rows(LayerTrial.flat(values), PROTOTYPES);
  }

  private static double[][] targets(long seed, int count) {
    var rows = rows(seed, count);
    for (int row = 0; row < count; row++) {
      rows[row] = PlainProbabilities.softmax(rows[row]);
    }
    return rows;
  }

  private static Operand<TFloat32> operand(LayerTrial trial, double[][] rows) {
    return trial.constant(LayerTrial.array(PlainProbabilities.flat(rows), rows.length, PROTOTYPES));
  }
}
