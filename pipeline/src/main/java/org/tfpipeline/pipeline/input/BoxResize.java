package org.tfpipeline.pipeline.input;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Cuts boxes out of an image and resizes each to a square of 8-bit levels, antialiased. A box is
 * cut before it is resized, so that pixels outside of it do not reach the result: torchvision does
 * the same.
 *
 * <p>{@code ScaleAndTranslate} is fast where a pixel has many channels, and slow where it has
 * three. So each axis is resampled by itself, the rest of a line posing as its channels, and the
 * crop turns over on the way: it comes out with columns first and rows last.
 */
final class BoxResize {

  private static final int CHANNELS = 3;

  private final Ops tf;
  private final Interpolation interpolation;
  private final int side;

  BoxResize(Ops tf, Interpolation interpolation, int side) {
    this.tf = tf;
    this.interpolation = interpolation;
    this.side = side;
  }

  /**
   * Cuts and resizes.
   *
   * @param image {@code [height, width, 3]}
   * @param boxes {@code [count, 4]}: top, left, height, width of each box in pixels
   * @param count at least 1
   * @return {@code [count, columns, 3, rows]}, {@code side} columns and rows
   */
  Operand<TUint8> apply(Operand<TUint8> image, Operand<TInt32> boxes, int count) {
    var lines = tf.reshape(image, tf.concat(List.of(height(image), tf.array(-1)), tf.constant(0)));
    // What the boxes need is computed for all of them at once: small operations cost their start.
    Operand<TInt32> ranges = tf.math.mul(boxes, tf.array(1, CHANNELS, 1, CHANNELS));
    var corners = each(columns(ranges, 0, 2), count);
    var sizes = each(columns(ranges, 2, 2), count);
    Operand<TInt32> heights = columns(boxes, 2, 1);
    Operand<TInt32> widths = columns(boxes, 3, 1);
    Operand<TInt32> one = tf.onesLike(heights);
    var rowsFirst = each(beside(List.of(one, heights, one, columns(ranges, 3, 1))), count);
    var columnsFirst =
        each(
            beside(List.of(one, widths, one, tf.math.mul(one, tf.constant(CHANNELS * side)))),
            count);
    var verticalScale = each(scale(heights), count);
    var horizontalScale = each(scale(widths), count);

    var crops = new ArrayList<Operand<TUint8>>();
    for (int i = 0; i < count; i++) {
      var cut = tf.slice(lines, corners.get(i), sizes.get(i));
      var shorter = resample(tf.reshape(cut, rowsFirst.get(i)), verticalScale.get(i));
      var turned = tf.linalg.transpose(tf.reshape(shorter, tf.array(side, -1)), tf.array(1, 0));
      var square = resample(tf.reshape(turned, columnsFirst.get(i)), horizontalScale.get(i));
      crops.add(tf.dtypes.cast(Levels.round(tf, square), TUint8.class));
    }
    return tf.reshape(tf.stack(crops), tf.array(count, side, CHANNELS, side));
  }

  private Operand<TInt32> height(Operand<TUint8> image) {
    return tf.slice(tf.shape(image), tf.array(0), tf.array(1));
  }

  /** Resamples the second axis of {@code [1, length, 1, any]} to {@code side}. */
  private Operand<TFloat32> resample(Operand<? extends TNumber> lines, Operand<TFloat32> scale) {
    return tf.image
        .scaleAndTranslate(
            lines,
            tf.array(side, 1),
            scale,
            tf.array(0f, 0f),
            ScaleAndTranslate.kernelType(interpolation.kernel()),
            ScaleAndTranslate.antialias(true))
        .resizedImages();
  }

  /** {@code [count, 2]}: what turns each length into {@code side}, and 1. */
  private Operand<TFloat32> scale(Operand<TInt32> lengths) {
    Operand<TFloat32> scale =
        tf.math.div(tf.constant((float) side), tf.dtypes.cast(lengths, TFloat32.class));
    return tf.concat(List.of(scale, tf.onesLike(scale)), tf.constant(1));
  }

  private Operand<TInt32> columns(Operand<TInt32> matrix, int first, int count) {
    return tf.slice(matrix, tf.array(0, first), tf.array(-1, count));
  }

  private Operand<TInt32> beside(List<Operand<TInt32>> columns) {
    return tf.concat(columns, tf.constant(1));
  }

  private <T extends TType> List<Output<T>> each(Operand<T> matrix, int count) {
    return tf.unstack(matrix, (long) count).output();
  }
}
