package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** How far two pictures are apart, in 8-bit levels, value by value. */
final class PictureDifference {

  private final int[] sorted;

  private PictureDifference(int[] sorted) {
    this.sorted = sorted;
  }

  static PictureDifference between(Picture actual, Picture expected) {
    assertThat(actual.height()).isEqualTo(expected.height());
    assertThat(actual.width()).isEqualTo(expected.width());
    var differences = new int[expected.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = Math.abs(actual.level(i) - expected.level(i));
    }
    Arrays.sort(differences);
    return new PictureDifference(differences);
  }

  double mean() {
    return Arrays.stream(sorted).average().orElseThrow();
  }

  /** The share of values that are further apart than this. */
  double shareAbove(int levels) {
    return (double) Arrays.stream(sorted).filter(d -> d > levels).count() / sorted.length;
  }

  int largest() {
    return sorted[sorted.length - 1];
  }

  @Override
  public String toString() {
    return "mean %.4f, above one level %.5f, largest %d"
        .formatted(mean(), shareAbove(1), largest());
  }
}
