package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.tfpipeline.model.reference.Values;

/**
 * A tensor at the end of a trajectory, of which the reference has a norm, a sum and a few values.
 *
 * @param bound how far each value may be off
 */
record FinalTensor(Values values, double l2, double sum, double bound) {
  /** Relative to the largest value; twentyfold what the official float32 and float64 differ by. */
  private static final double TOLERANCE = 1e-5;

  /**
   * {@code natural} is how far the official float32 and float64 are apart; it may be twice that.
   */
  static FinalTensor of(Values tensor, double natural) {
    double squares = 0;
    double sum = 0;
    for (float value : tensor.flat()) {
      squares += (double) value * value;
      sum += value;
    }
    double suggested = TOLERANCE * Tolerance.largest(tensor.flat());
    return new FinalTensor(tensor, Math.sqrt(squares), sum, Math.max(suggested, 2 * natural));
  }

  /** Where what is natural is that of entries that are not compared. */
  FinalTensor withoutNatural() {
    return of(values, 0);
  }

  void check(String name, TrackedJson expected) {
    // What norm and sum are off by if all values are, to one side.
    int length = values.flat().length;
    near("l2 of " + name, l2, expected.number("l2"), bound * Math.sqrt(length));
    if (expected.find("sum").isPresent()) {
      near("sum of " + name, sum, expected.number("sum"), bound * length);
    }
    checkFirst(name, expected);
  }

  void checkFirst(String name, TrackedJson expected) {
    var first = expected.get("first8").numbers();
    for (int i = 0; i < first.size(); i++) {
      near("%s at %d".formatted(name, i), values.flat()[i], first.get(i), bound);
    }
  }

  private static void near(String what, double actual, double expected, double bound) {
    assertThat(actual).as(what).isCloseTo(expected, within(bound));
  }
}
