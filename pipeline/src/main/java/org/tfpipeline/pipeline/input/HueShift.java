package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Turns the hue as torchvision does on Pillow images: to HSV with 8 bits a channel, where the hue
 * wraps at 256 although its circle has 255 steps, and back.
 */
final class HueShift {

  /** Steps of the 8-bit hue in one sixth of the circle. */
  private static final float STEPS_PER_SECTOR = 255f / 6;

  private final Ops tf;
  private final Operand<TFloat32> steps;
  private final Operand<TFloat32> applied;

  /**
   * Prepares a shift.
   *
   * @param turns {@code [crops]}, of the colour circle, in [-0.5, 0.5]
   * @param applied {@code [crops]}, 1 for the crops to change, 0 for those to leave exactly as they
   *     are: the way through 8-bit HSV changes a crop even when the hue is not turned
   */
  HueShift(Ops tf, Operand<TFloat32> turns, Operand<TFloat32> applied) {
    this.tf = tf;
    this.applied = tf.reshape(applied, tf.array(-1, 1, 1));
    // Truncated towards zero, and a negative shift wraps as an 8-bit number does.
    var truncated =
        tf.dtypes.cast(
            tf.dtypes.cast(tf.math.mul(turns, tf.constant(255f)), TInt32.class), TFloat32.class);
    this.steps = tf.reshape(wrap(truncated, 256), tf.array(-1, 1, 1));
  }

  /**
   * Turns the hue.
   *
   * @param planes {@code [3, crops, height, width]}, whole levels of 0 to 255
   * @return the same shape, whole levels
   */
  Operand<TFloat32> apply(Operand<TFloat32> planes) {
    var channels = tf.unstack(planes, 3L).output();
    var red = channels.get(0);
    var green = channels.get(1);
    var blue = channels.get(2);
    Operand<TFloat32> value = tf.math.maximum(red, tf.math.maximum(green, blue));
    Operand<TFloat32> chroma =
        tf.math.sub(value, tf.math.minimum(red, tf.math.minimum(green, blue)));

    Operand<TFloat32> saturation =
        tf.math.floor(
            tf.math.div(
                tf.math.mul(chroma, tf.constant(255f)), tf.math.maximum(value, tf.constant(1f))));
    Operand<TFloat32> hue = hue(red, green, blue, value, chroma);
    Operand<TFloat32> sector =
        tf.math.div(wrap(tf.math.add(hue, steps), 256), tf.constant(STEPS_PER_SECTOR));

    // How far the smallest channel lies below the largest; between them, channels are pure hue.
    Operand<TFloat32> span = tf.math.div(tf.math.mul(value, saturation), tf.constant(255f));
    return tf.stack(
        List.of(
            channel(red, value, span, tf.math.sub(tf.constant(2f), distance(sector, 3))),
            channel(green, value, span, tf.math.sub(distance(sector, 2), tf.constant(1f))),
            channel(blue, value, span, tf.math.sub(distance(sector, 4), tf.constant(1f)))));
  }

  /** Whole steps of 0 to 255, counted from red over green and blue. */
  private Operand<TFloat32> hue(
      Operand<TFloat32> red,
      Operand<TFloat32> green,
      Operand<TFloat32> blue,
      Operand<TFloat32> value,
      Operand<TFloat32> chroma) {
    Operand<TFloat32> nearGreen =
        tf.math.add(tf.math.sub(blue, red), tf.math.mul(chroma, tf.constant(2f)));
    Operand<TFloat32> nearBlue =
        tf.math.add(tf.math.sub(red, green), tf.math.mul(chroma, tf.constant(4f)));
    Operand<TFloat32> sectorTimesChroma =
        tf.select(
            tf.math.equal(red, value),
            tf.math.sub(green, blue),
            tf.select(tf.math.equal(green, value), nearGreen, nearBlue));
    Operand<TFloat32> sector =
        tf.math.div(sectorTimesChroma, tf.math.maximum(chroma, tf.constant(1f)));
    return tf.math.floor(wrap(tf.math.mul(sector, tf.constant(STEPS_PER_SECTOR)), 255));
  }

  /**
   * One channel after the shift: {@code fade}, clipped to [0, 1], of the span below the largest.
   */
  private Operand<TFloat32> channel(
      Operand<TFloat32> before,
      Operand<TFloat32> value,
      Operand<TFloat32> span,
      Operand<TFloat32> fade) {
    Operand<TFloat32> clipped = tf.clipByValue(fade, tf.constant(0f), tf.constant(1f));
    Operand<TFloat32> after = tf.math.rint(tf.math.sub(value, tf.math.mul(span, clipped)));
    return tf.math.add(before, tf.math.mul(applied, tf.math.sub(after, before)));
  }

  private Operand<TFloat32> distance(Operand<TFloat32> sector, int center) {
    return tf.math.abs(tf.math.sub(sector, tf.constant((float) center)));
  }

  /** Into [0, period). */
  private Operand<TFloat32> wrap(Operand<TFloat32> x, int period) {
    Operand<TFloat32> periods = tf.math.floor(tf.math.mul(x, tf.constant(1f / period)));
    return tf.math.sub(x, tf.math.mul(periods, tf.constant((float) period)));
  }
}
