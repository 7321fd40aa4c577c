package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.tfpipeline.model.reference.Values;

/**
 * How far results may be off: the reference's README suggests these, relative to the largest value
 * of a tensor.
 *
 * @param relative the share of the largest value
 */
record Tolerance(double relative) {
  static final Tolerance ACTIVATIONS = new Tolerance(1e-5);
  static final Tolerance GRADIENTS = new Tolerance(1e-5);
  static final Tolerance LOSSES = new Tolerance(2e-6);

  /** Of parameters after a step whose gradient is given, or after a step of SGD. */
  static final Tolerance UPDATES = new Tolerance(1e-6);

  /** In rows of smaller values than this, sums of larger terms have cancelled out. */
  private static final double SMALLEST_ROW = 0.1;

  /** What rounding may leave of a gradient that is zero, absolute. */
  static final double VANISHING = 1e-6;

  /** Compares tensors. */
  void check(String what, Values actual, Values expected) {
    check(what, actual, expected, /* natural= */ 0);
  }

  /**
   * Likewise, where it is known how well float32 can do.
   *
   * @param natural what the official float32 and float64 differ by; ours may be off twice as much
   */
  void check(String what, Values actual, Values expected, double natural) {
    double suggested = relative * largest(expected.flat());
    checkWithin(what, actual, expected, Math.max(suggested, 2 * natural));
  }

  /**
   * Compares row by row, for tensors whose rows are of very different size.
   *
   * @param rounding what rounding costs on top in each row, absolute
   */
  void checkRows(String what, Values actual, Values expected, IntToDoubleFunction rounding) {
    assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
    int rank = expected.shape().numDimensions();
    int length = Math.toIntExact(expected.shape().get(rank - 1));
    for (int start = 0; start < expected.flat().length; start += length) {
      double largest = SMALLEST_ROW;
      for (int i = start; i < start + length; i++) {
        largest = Math.max(largest, Math.abs(expected.flat()[i]));
      }
      double bound = relative * largest + rounding.applyAsDouble(start / length);
      for (int i = start; i < start + length; i++) {
        checkOne(what, i, actual.flat()[i], expected.flat()[i], bound);
      }
    }
  }

  /** Compares two numbers. */
  void check(String what, double actual, double expected) {
    assertThat(actual).as(what).isCloseTo(expected, within(relative * Math.abs(expected)));
  }

  /** Compares tensors that may be off by an absolute amount. */
  static void checkWithin(String what, Values actual, Values expected, double bound) {
    assertThat(actual.shape()).as("shape of " + what).isEqualTo(expected.shape());
    for (int i = 0; i < expected.flat().length; i++) {
      checkOne(what, i, actual.flat()[i], expected.flat()[i], bound);
    }
  }

  private static void checkOne(String what, int index, float actual, float expected, double bound) {
    double difference = Math.abs((double) actual - expected);
    if (!(difference <= bound)) { // Not a number is not close either.
      throw new AssertionError(
          "%s: value %d is %s and should be %s; they differ by %.3g and may by %.3g"
              .formatted(what, index, actual, expected, difference, bound));
    }
  }

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
