package org.tfpipeline.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * Compares arrays row by row: no value may be off by more than a hundred-thousandth of the largest
 * in its row, or of a tenth in rows of small values.
 */
public final class Closeness {
  /** What float32 arithmetic in another order costs. */
  private static final double TOLERANCE = 1e-5;

  /** Sums of larger terms cancel out in rows of smaller values. */
  private static final double SMALLEST_SCALE = 0.1;

  private Closeness() {}

  /** Arrays may differ in shape, not in the row-major order of their values. */
  public static void assertClose(String what, FloatNdArray actual, FloatNdArray expected) {
    var expectedValues = LayerTrial.flat(expected);
    int rank = expected.rank();
    int row = rank == 0 ? 1 : Math.toIntExact(expected.shape().get(rank - 1));
    assertClose(what, LayerTrial.flat(actual), expectedValues, row);
  }

  private static void assertClose(String what, float[] actual, float[] expected, int row) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int start = 0; start < expected.length; start += row) {
      double largest = SMALLEST_SCALE;
      for (int i = start; i < start + row; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      for (int i = start; i < start + row; i++) {
        assertThat(Math.abs((double) actual[i] - expected[i]))
            .as("%s: value %d is %s and should be %s", what, i, actual[i], expected[i])
            .isLessThanOrEqualTo(TOLERANCE * largest);
      }
    }
  }
}
