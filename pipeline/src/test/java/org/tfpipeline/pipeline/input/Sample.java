package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Values drawn at random, and whether they may come from a distribution: tests that a right program
 * fails once in 10,000 times. Draws here are of fixed seeds, so that they pass always or never.
 */
final class Sample {

  /** -log(p / 2) / 2 under a root, for p = 1e-4: Kolmogorov's distribution from there on. */
  private static final double KOLMOGOROV = Math.sqrt(-Math.log(1e-4 / 2) / 2);

  /** The normal distribution's 1 - 1e-4 quantile. */
  private static final double NORMAL = 3.719;

  private final String name;
  private final double[] sorted;

  Sample(String name, double[] values) {
    this.name = name;
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Kolmogorov and Smirnov's test against a continuous distribution. */
  void assertDistributed(DoubleUnaryOperator cumulative) {
    double distance = 0;
    int n = sorted.length;
    for (int i = 0; i < n; i++) {
      double expected = cumulative.applyAsDouble(sorted[i]);
      distance = Math.max(distance, Math.max((i + 1.0) / n - expected, expected - (double) i / n));
    }
    assertThat(distance)
        .as("%s: distance of the distributions", name)
        .isLessThan(KOLMOGOROV / Math.sqrt(n));
  }

  void assertUniform(double low, double high) {
    assertThat(sorted[0]).as("%s: smallest", name).isBetween(low - 1e-6, high);
    assertThat(sorted[sorted.length - 1]).as("%s: largest", name).isBetween(low, high + 1e-6);
    assertDistributed(x -> Math.min(1, Math.max(0, (x - low) / (high - low))));
  }

  /** The test for two samples; with equal values in them it is only more lenient. */
  void assertLike(Sample other) {
    double distance = 0;
    int i = 0;
    int j = 0;
    while (i < sorted.length && j < other.sorted.length) {
      double value = Math.min(sorted[i], other.sorted[j]);
      while (i < sorted.length && sorted[i] <= value) {
        i++;
      }
      while (j < other.sorted.length && other.sorted[j] <= value) {
        j++;
      }
      double here = (double) i / sorted.length;
      double there = (double) j / other.sorted.length;
      distance = Math.max(distance, Math.abs(here - there));
    }
    double size = 1.0 / sorted.length + 1.0 / other.sorted.length;
    assertThat(distance)
        .as("%s: distance of the samples", name)
        .isLessThan(KOLMOGOROV * Math.sqrt(size));
  }

  /** Of zeros and ones: as many ones as chance allows. */
  void assertChance(double probability) {
    double mean = Arrays.stream(sorted).average().orElseThrow();
    double deviation = Math.sqrt(probability * (1 - probability) / sorted.length);
    assertThat(Math.abs(mean - probability))
        .as("%s: share %s", name, mean)
        .isLessThanOrEqualTo(NORMAL * deviation);
  }

  /** Of the whole numbers below {@code kinds}: Pearson's test that all are equally frequent. */
  void assertEquallyFrequent(int kinds) {
    var counts = new long[kinds];
    for (double value : sorted) {
      counts[(int) value]++;
    }
    double expected = (double) sorted.length / kinds;
    double statistic =
        Arrays.stream(counts)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    assertThat(statistic).as("%s: chi-square", name).isLessThan(chiSquareLimit(kinds - 1));
  }

  /** Wilson and Hilferty's approximation of the quantile. */
  private static double chiSquareLimit(int degrees) {
    double spread = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - spread + NORMAL * Math.sqrt(spread), 3);
  }
}
