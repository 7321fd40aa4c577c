package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Pillow's {@code GaussianBlur}: not a sampled Gaussian, but three box filters of real width in
 * each direction (Gwosdek et al., "Theoretical Foundations of Gaussian Convolution by Extended Box
 * Filtering", SSVM 2011). Below a radius of half a pixel the two differ visibly.
 *
 * <p>A box filter along one side is a product with a band matrix {@code B}, whose edge columns also
 * hold the weight of the pixels that would lie outside; so the whole blur of a plane {@code X} is
 * {@code K X Kᵀ} with {@code K = B³}, one {@code K} for each crop.
 */
final class GaussianBlur {

  private static final int PASSES = 3;

  private final Ops tf;
  private final int size;

  /** Blurs square crops whose side is {@code size} pixels. */
  GaussianBlur(Ops tf, int size) {
    this.tf = tf;
    this.size = size;
  }

  /**
   * Blurs each crop with its radius, those that have one.
   *
   * @param planes {@code [3, crops, size, size]}, whole levels of 0 to 255
   * @param radius {@code [crops]}, standard deviation in pixels; 0 leaves a crop as it is
   * @return the same shape, whole levels
   */
  Operand<TFloat32> apply(Operand<TFloat32> planes, Operand<TFloat32> radius) {
    Operand<TBool> chosen = tf.math.greater(radius, tf.constant(0f));
    var positions = tf.reshape(tf.where(chosen), tf.array(-1));
    var blurred =
        applyToAll(
            tf.gather(planes, positions, tf.constant(1)),
            tf.gather(radius, positions, tf.constant(0)));
    var both = tf.concat(List.of(planes, blurred), tf.constant(1));
    return tf.gather(both, places(chosen), tf.constant(1));
  }

  /** For each crop its own place, or that of its blurred version, all of which follow the crops. */
  private Operand<TInt32> places(Operand<TBool> chosen) {
    var one = tf.dtypes.cast(chosen, TInt32.class);
    var count = tf.size(chosen);
    var before = tf.math.sub(tf.math.cumsum(one, tf.constant(0)), one);
    var own = tf.range(tf.constant(0), count, tf.constant(1));
    return tf.select(chosen, tf.math.add(count, before), own);
  }

  private Operand<TFloat32> applyToAll(Operand<TFloat32> planes, Operand<TFloat32> radius) {
    Operand<TFloat32> kernel = kernel(radius);
    Operand<TFloat32> vertical = tf.train.batchMatMul(kernel, planes, TFloat32.class);
    return tf.math.rint(
        tf.train.batchMatMul(vertical, kernel, TFloat32.class, BatchMatMul.adjY(true)));
  }

  /** {@code K}: {@code [crops, size, size]}. */
  private Operand<TFloat32> kernel(Operand<TFloat32> radius) {
    Operand<TFloat32> box = box(tf.reshape(boxRadius(radius), tf.array(-1, 1, 1)));
    Operand<TFloat32> kernel = box;
    for (int pass = 1; pass < PASSES; pass++) {
      kernel = tf.train.batchMatMul(kernel, box, TFloat32.class);
    }
    return kernel;
  }

  /**
   * The radius of the box whose {@link #PASSES}-fold filter has the variance of the Gaussian: the
   * box covers its centre, this many pixels to each side, and a fraction of the next.
   */
  private Operand<TFloat32> boxRadius(Operand<TFloat32> radius) {
    Operand<TFloat32> variance = tf.math.div(tf.math.square(radius), tf.constant((float) PASSES));
    Operand<TFloat32> length =
        tf.math.sqrt(tf.math.add(tf.math.mul(variance, tf.constant(12f)), tf.constant(1f)));
    Operand<TFloat32> whole =
        tf.math.floor(tf.math.mul(tf.math.sub(length, tf.constant(1f)), tf.constant(0.5f)));
    Operand<TFloat32> next = tf.math.add(whole, tf.constant(1f));
    Operand<TFloat32> numerator =
        tf.math.mul(
            tf.math.add(whole, next),
            tf.math.sub(tf.math.mul(whole, next), tf.math.mul(variance, tf.constant(3f))));
    Operand<TFloat32> denominator =
        tf.math.mul(tf.math.sub(variance, tf.math.square(next)), tf.constant(6f));
    return tf.math.add(whole, tf.math.div(numerator, denominator));
  }

  /**
   * {@code B}: {@code [crops, size, size]}.
   *
   * @param radius {@code [crops, 1, 1]}
   */
  private Operand<TFloat32> box(Operand<TFloat32> radius) {
    Operand<TFloat32> covered =
        tf.clipByValue(
            tf.math.sub(tf.math.add(radius, tf.constant(1f)), tf.constant(distances())),
            tf.constant(0f),
            tf.constant(1f));
    Operand<TFloat32> weights =
        tf.math.addN(List.of(covered, beyond(radius, 0), beyond(radius, size - 1)));
    Operand<TFloat32> length = tf.math.add(tf.math.mul(radius, tf.constant(2f)), tf.constant(1f));
    return tf.math.div(weights, length);
  }

  /** How much of the box lies beyond an edge, in the column of that edge. */
  private Operand<TFloat32> beyond(Operand<TFloat32> radius, int edge) {
    var distance = new float[size][1];
    var column = new float[1][size];
    for (int row = 0; row < size; row++) {
      distance[row][0] = Math.abs(row - edge);
    }
    column[0][edge] = 1;
    Operand<TFloat32> length =
        tf.math.maximum(tf.math.sub(radius, tf.constant(distance)), tf.constant(0f));
    return tf.math.mul(length, tf.constant(column));
  }

  private float[][] distances() {
    var distances = new float[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        distances[row][column] = Math.abs(row - column);
      }
    }
    return distances;
  }
}
