package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tfpipeline.model.reference.Values;

/** What a case tells of a tensor that it does not hold: its first values, mean, norms and so on. */
final class Summary {
  private final Values values;
  private final double mean;
  private final double l2;
  private final double largest;

  private Summary(Values values) {
    this.values = values;
    double sum = 0;
    double squares = 0;
    for (float value : values.flat()) {
      sum += value;
      squares += (double) value * value;
    }
    this.mean = sum / values.flat().length;
    this.l2 = Math.sqrt(squares);
    this.largest = Tolerance.largest(values.flat());
  }

  /** Compares all that a summary of the reference tells. */
  static void check(String what, Values actual, TrackedJson expected, Tolerance tolerance) {
    new Summary(actual).check(what, expected, tolerance);
  }

  private void check(String what, TrackedJson expected, Tolerance tolerance) {
    assertThat(values.shape()).as(what).isEqualTo(shape(expected.get("shape")));
    double expectedLargest = expected.number("max_abs");
    double bound = tolerance.relative() * expectedLargest;
    var first = expected.get("first64").numbers();
    for (int i = 0; i < first.size(); i++) {
      near("%s, value %d".formatted(what, i), values.flat()[i], first.get(i), bound);
    }
    near(what + ", mean", mean, expected.number("mean"), bound);
    near(what + ", deviation", deviation(), expected.number("std_population"), bound);
    near(what + ", largest value", largest, expectedLargest, bound);
    double expectedL2 = expected.number("l2");
    near(what + ", L2 norm", l2, expectedL2, tolerance.relative() * expectedL2);
  }

  /** In two passes, which lose nothing to cancellation. */
  private double deviation() {
    double squares =
        IntStream.range(0, values.flat().length)
            .mapToDouble(i -> values.flat()[i] - mean)
            .map(difference -> difference * difference)
            .sum();
    return Math.sqrt(squares / values.flat().length);
  }

  private static void near(String what, double actual, double expected, double bound) {
    assertThat(actual).as(what).isCloseTo(expected, within(bound));
  }

  static Shape shape(TrackedJson sizes) {
    return Shape.of(sizes.items().stream().mapToLong(TrackedJson::integer).toArray());
  }
}
