package org.tfpipeline.model.vit;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.Sizes;

/**
 * Position embeddings of a square grid of patches as those of other grids, by the official rule:
 * bicubic with a = −0.75, four taps, clamped at the border, and coordinates scaled by the factor
 * {@code (target + 0.1) / gridSize} and not by the ratio of the sizes.
 *
 * <p>Resampling is separable: {@code rows · grid · columnsᵀ} with one small matrix for each axis.
 *
 * @param gridSize patches along one side of the square
 * @param width channels
 */
public record PositionResampling(Ops tf, int gridSize, int width) {
  /** The cubic kernel's free parameter in PyTorch. */
  private static final float A = -0.75f;

  /**
   * What a network adds to square images of another size.
   *
   * @param patches {@code [1, gridSize², width]}
   * @return {@code [1, target², width]}
   */
  public Operand<TFloat32> toSquare(Operand<TFloat32> patches, int target) {
    var side = tf.constant(target);
    return apply(patches, side, side, tf.constant(target == gridSize));
  }

  /**
   * The embedding of patches as that of another grid, {@code [1, rows · columns, width]}.
   *
   * @param unchanged whether the grid is the same
   */
  Operand<TFloat32> apply(
      Operand<TFloat32> patches,
      Operand<TInt32> rows,
      Operand<TInt32> columns,
      Operand<TBool> unchanged) {
    // rows · grid: [rows, gridSize] · [gridSize, gridSize · width]
    var byRow =
        tf.linalg.matMul(
            resampling(rows, unchanged),
            tf.reshape(patches, tf.constant(new int[] {gridSize, gridSize * width})));
    // columns · grid for every row: [columns, gridSize] · [rows, gridSize, width]
    var resampled =
        tf.train.batchMatMul(
            resampling(columns, unchanged),
            Sizes.reshape(tf, byRow, List.of(rows, tf.constant(gridSize), tf.constant(width))),
            TFloat32.class);
    return Sizes.reshape(
        tf, resampled, List.of(tf.constant(1), tf.math.mul(rows, columns), tf.constant(width)));
  }

  /** The matrix {@code [target, gridSize]} that resamples one axis. */
  private Operand<TFloat32> resampling(Operand<TInt32> target, Operand<TBool> unchanged) {
    var positions = tf.range(tf.constant(0), target, tf.constant(1));
    var identity = tf.oneHot(positions, tf.constant(gridSize), tf.constant(1f), tf.constant(0f));
    return tf.select(unchanged, identity, bicubic(target, positions));
  }

  private Operand<TFloat32> bicubic(Operand<TInt32> target, Operand<TInt32> positions) {
    // PyTorch rounds the inverse of the factor to float32 and goes on in float32.
    var factor =
        tf.math.div(
            tf.math.add(tf.dtypes.cast(target, TFloat64.class), tf.constant(0.1)),
            tf.constant((double) gridSize));
    var step = tf.dtypes.cast(tf.math.div(tf.constant(1.0), factor), TFloat32.class);
    var half = tf.constant(0.5f);
    var source =
        tf.math.sub(
            tf.math.mul(tf.math.add(tf.dtypes.cast(positions, TFloat32.class), half), step), half);
    var floor = tf.math.floor(source);
    var first = tf.dtypes.cast(floor, TInt32.class);
    // [target, 1] against the four taps -1, 0, 1, 2.
    var fraction = tf.expandDims(tf.math.sub(source, floor), tf.constant(1));
    var offsets = tf.constant(new int[] {-1, 0, 1, 2});
    var taps = tf.math.add(tf.expandDims(first, tf.constant(1)), offsets);
    var clamped = tf.math.minimum(tf.math.maximum(taps, tf.constant(0)), tf.constant(gridSize - 1));
    var distance = tf.math.abs(tf.math.sub(fraction, tf.dtypes.cast(offsets, TFloat32.class)));
    var hits = tf.oneHot(clamped, tf.constant(gridSize), tf.constant(1f), tf.constant(0f));
    var weights = tf.expandDims(cubic(distance), tf.constant(2));
    return tf.reduceSum(tf.math.mul(hits, weights), tf.constant(1), ReduceSum.keepDims(false));
  }

  /** The Keys kernel for distances up to 2. */
  private Operand<TFloat32> cubic(Operand<TFloat32> x) {
    // ((a + 2)x − (a + 3))x² + 1
    var near =
        tf.math.add(
            tf.math.mul(
                tf.math.sub(tf.math.mul(tf.constant(A + 2), x), tf.constant(A + 3)),
                tf.math.square(x)),
            tf.constant(1f));
    // ((ax − 5a)x + 8a)x − 4a
    var far =
        tf.math.sub(
            tf.math.mul(
                tf.math.add(
                    tf.math.mul(tf.math.sub(tf.math.mul(tf.constant(A), x), tf.constant(5 * A)), x),
                    tf.constant(8 * A)),
                x),
            tf.constant(4 * A));
    return tf.select(tf.math.lessEqual(x, tf.constant(1f)), near, far);
  }
}
