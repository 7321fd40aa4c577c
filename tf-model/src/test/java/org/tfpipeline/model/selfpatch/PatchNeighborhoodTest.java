package org.tfpipeline.model.selfpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;

class PatchNeighborhoodTest {
  private static final int BATCH = 2;
  private static final int WIDTH = 5;
  private static final SelfPatchConfig CONFIG = new SelfPatchConfig(2, 3, 4);

  @Test
  void windowsWrapAroundTheBordersAndAreAscending() {
    try (var trial = new LayerTrial()) {
      var neighbors = new PatchNeighborhood(trial.tf(), CONFIG, 6, 6).neighbors();
      assertThat(neighbors).hasDimensions(36, 8);
      // A corner, a border, the middle, and the opposite corner.
      assertThat(neighbors[0]).containsExactly(1, 5, 6, 7, 11, 30, 31, 35);
      assertThat(neighbors[17]).containsExactly(6, 10, 11, 12, 16, 18, 22, 23);
      assertThat(neighbors[14]).containsExactly(7, 8, 9, 13, 15, 19, 20, 21);
      assertThat(neighbors[35]).containsExactly(0, 4, 5, 24, 28, 29, 30, 34);
    }
  }

  @Test
  void gridsNeedNotBeSquare() {
    try (var trial = new LayerTrial()) {
      var neighbors = new PatchNeighborhood(trial.tf(), CONFIG, 3, 5).neighbors();
      assertThat(neighbors).hasDimensions(15, 8);
      assertThat(neighbors[0]).containsExactly(1, 4, 5, 6, 9, 10, 11, 14);
      assertThat(neighbors[9]).containsExactly(0, 3, 4, 5, 8, 10, 13, 14);
    }
  }

  @Test
  void aWindowOfFiveHasTwentyFourNeighbors() {
    try (var trial = new LayerTrial()) {
      var config = new SelfPatchConfig(2, 5, 4);
      var neighbors = new PatchNeighborhood(trial.tf(), config, 6, 6).neighbors();
      assertThat(neighbors).hasDimensions(36, 24);
      // All but itself and the row and the column three away.
      var expected =
          IntStream.range(1, 36).filter(patch -> patch / 6 != 3 && patch % 6 != 3).toArray();
      assertThat(neighbors[0]).containsExactly(expected);
    }
  }

  @Test
  void aGridSmallerThanTheWindowIsRefused() {
    try (var trial = new LayerTrial()) {
      assertThatThrownBy(() -> new PatchNeighborhood(trial.tf(), CONFIG, 6, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "A window of 3 patches does not fit a grid of 6×2; use larger crops or smaller patches.");
    }
  }

  @Test
  void similaritiesAreCosines() {
    var tokens = LayerTrial.random(1, 2, BATCH, 12, WIDTH);
    try (var trial = new LayerTrial()) {
      var neighborhood = new PatchNeighborhood(trial.tf(), CONFIG, 3, 4);
      var actual = trial.run(neighborhood.similarities(trial.constant(tokens)));
      assertThat(actual.shape().asArray()).containsExactly(BATCH, 12, 8);
      for (int image = 0; image < BATCH; image++) {
        for (int patch = 0; patch < 12; patch++) {
          for (int i = 0; i < 8; i++) {
            int neighbor = neighborhood.neighbors()[patch][i];
            assertThat((double) actual.getFloat(image, patch, i))
                .isCloseTo(cosine(tokens, image, patch, neighbor), within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void positivesAreTheMostSimilarNeighborsInOrder() {
    var tokens = LayerTrial.random(2, 2, BATCH, 12, WIDTH);
    try (var trial = new LayerTrial()) {
      var neighborhood = new PatchNeighborhood(trial.tf(), CONFIG, 3, 4);
      Operand<TFloat32> positives =
          trial.tf().dtypes.cast(neighborhood.positives(trial.constant(tokens)), TFloat32.class);
      var actual = trial.run(positives);
      assertThat(actual.shape().asArray()).containsExactly(BATCH, 12, 4);
      for (int image = 0; image < BATCH; image++) {
        for (int patch = 0; patch < 12; patch++) {
          var expected = mostSimilar(tokens, image, patch, neighborhood.neighbors()[patch]);
          assertThat(LayerTrial.flat(actual.get(image, patch)))
              .as("image %d, patch %d", image, patch)
              .containsExactly(expected);
        }
      }
    }
  }

  private static Float[] mostSimilar(FloatNdArray tokens, int image, int patch, int[] neighbors) {
    return Arrays.stream(neighbors)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                (Integer neighbor) -> -cosine(tokens, image, patch, neighbor)))
        .limit(4)
        .map(Integer::floatValue)
        .toArray(Float[]::new);
  }

  private static double cosine(FloatNdArray tokens, int image, int patch, int other) {
    double product = 0;
    double squared = 0;
    double otherSquared = 0;
    for (int i = 0; i < WIDTH; i++) {
      double a = tokens.getFloat(image, patch, i);
      double b = tokens.getFloat(image, other, i);
      product += a * b;
      squared += a * a;
      otherSquared += b * b;
    }
    return product / Math.sqrt(squared * otherSquared);
  }
}
