package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * torchvision's {@code ColorJitter} on a batch, each crop with its own factors and order.
 *
 * <p>Brightness, contrast and saturation are one formula, {@code factor * x + (1 - factor) *
 * reference}, where the reference is black, the crop's mean gray, or each pixel's gray. Every
 * operation ends in whole levels, as it does on Pillow's 8-bit images.
 */
final class ColorJitter {

  /**
   * Turns rounding to the nearest level into Pillow's truncation, but for a little less than half a
   * level: the formula's float result may lie a rounding error below a whole level, as it does
   * where a pixel equals its reference, and must not lose it.
   */
  private static final float TRUNCATION = -0.5f + 1f / 16384;

  private final Ops tf;
  private final ColorParameters parameters;
  private final boolean turnsHue;

  /**
   * Prepares a jitter.
   *
   * @param turnsHue whether the hue takes part at all: the way to HSV and back changes a crop
   *     slightly even when the shift is zero, so a recipe without hue jitter has to avoid it
   */
  ColorJitter(Ops tf, ColorParameters parameters, boolean turnsHue) {
    this.tf = tf;
    this.parameters = parameters;
    this.turnsHue = turnsHue;
  }

  /**
   * Applies the jitter.
   *
   * @param planes {@code [3, crops, height, width]}, whole levels of 0 to 255
   * @return the same shape, whole levels
   */
  Operand<TFloat32> apply(Operand<TFloat32> planes) {
    var blends = blends();
    var result = planes;
    for (var blend : blends.subList(0, JitterOrder.BLENDS)) {
      result = blend.apply(tf, result);
    }
    if (turnsHue) {
      result = new HueShift(tf, parameters.hue(), parameters.jittered()).apply(result);
    }
    for (var blend : blends.subList(JitterOrder.BLENDS, 2 * JitterOrder.BLENDS)) {
      result = blend.apply(tf, result);
    }
    return result;
  }

  /** The blend in each slot, see {@link JitterOrder}. */
  private List<Blend> blends() {
    Operand<TFloat32> operations =
        tf.stack(
            List.of(parameters.brightness(), parameters.contrast(), parameters.saturation()),
            Stack.axis(1L));
    // What a factor has over 1, the factor that changes nothing.
    Operand<TFloat32> excess =
        tf.math.mul(
            tf.math.sub(operations, tf.constant(1f)),
            tf.expandDims(parameters.jittered(), tf.constant(1)));
    Operand<TFloat32> slots =
        tf.gather(tf.constant(JitterOrder.slots()), parameters.order(), tf.constant(0));
    // [2 * BLENDS, 3, crops]
    Operand<TFloat32> excessOfSlot =
        tf.linalg.transpose(
            tf.math.mul(slots, tf.expandDims(excess, tf.constant(1))), tf.array(1, 2, 0));
    return tf.unstack(excessOfSlot, 2L * JitterOrder.BLENDS).output().stream()
        .map(slot -> Blend.of(tf, slot))
        .toList();
  }

  /**
   * {@code factor * x - contrast * meanGray - saturation * gray}, where contrast and saturation are
   * what the factor has over 1 if the blend is theirs, else 0; all {@code [crops, 1, 1]}.
   */
  private record Blend(
      Operand<TFloat32> factor, Operand<TFloat32> contrast, Operand<TFloat32> saturation) {

    /**
     * The blend that a slot holds for each crop.
     *
     * @param excess {@code [3, crops]}, the factor minus 1 of the operation that is to be done for
     *     a crop, if any, and 0 for the others
     */
    static Blend of(Ops tf, Operand<TFloat32> excess) {
      var perCrop = tf.reshape(excess, tf.array(JitterOrder.BLENDS, -1, 1, 1));
      var operations = tf.unstack(perCrop, (long) JitterOrder.BLENDS).output();
      return new Blend(
          tf.math.add(tf.sum(perCrop, tf.constant(0)), tf.constant(1f)),
          operations.get(JitterOrder.Operation.CONTRAST.blend),
          operations.get(JitterOrder.Operation.SATURATION.blend));
    }

    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> planes) {
      Operand<TFloat32> gray = Luma.of(tf, planes);
      Operand<TFloat32> mean = tf.math.mean(gray, tf.array(1, 2), Mean.keepDims(true));
      Operand<TFloat32> wholeMean = tf.math.floor(tf.math.add(mean, tf.constant(0.5f)));
      Operand<TFloat32> offset =
          tf.math.sub(tf.constant(TRUNCATION), tf.math.mul(contrast, wholeMean));
      Operand<TFloat32> reference = tf.math.sub(offset, tf.math.mul(saturation, gray));
      Operand<TFloat32> blended = tf.math.add(tf.math.mul(planes, factor), reference);
      return Levels.round(tf, blended);
    }
  }
}
