package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.tfpipeline.model.reference.Values;

/**
 * A tensor at the end of a trajectory, of which the reference has a norm, a sum and a few values.
 */
record FinalTensor(Values values, double l2, double sum, double largest) {
  /** The official float32 and float64 differ by a twentieth of it. */
  static final double TOLERANCE = 1e-5;

  static FinalTensor of(Values tensor) {
    double squares = 0;
    double sum = 0;
    for (float value : tensor.flat()) {
      squares += (double) value * value;
      sum += value;
    }
    return new FinalTensor(tensor, Math.sqrt(squares), sum, Tolerance.largest(tensor.flat()));
  }

  void check(String name, TrackedJson expected) {
    double expectedL2 = expected.number("l2");
    assertThat(l2).as("l2 of %s", name).isCloseTo(expectedL2, within(TOLERANCE * expectedL2));
    if (expected.find("sum").isPresent()) {
      // All values off by the tolerance, to one side, would make a sum off by this.
      double bound = TOLERANCE * expectedL2 * Math.sqrt(values.flat().length);
      assertThat(sum).as("sum of %s", name).isCloseTo(expected.number("sum"), within(bound));
    }
    checkFirst(name, expected);
  }

  void checkFirst(String name, TrackedJson expected) {
    var first = expected.get("first8").numbers();
    for (int i = 0; i < first.size(); i++) {
      assertThat((double) values.flat()[i])
          .as("%s at %d", name, i)
          .isCloseTo(first.get(i), within(TOLERANCE * largest));
    }
  }
}
