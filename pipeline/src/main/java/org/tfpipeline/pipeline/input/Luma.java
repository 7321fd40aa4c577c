package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gray by ITU-R 601-2 luma, with Pillow's integer weights, in whole levels. */
final class Luma {

  /** Pillow's weights of red, green and blue; sums of 8-bit levels by them are exact in float. */
  private static final float[] WEIGHTS = {19595, 38470, 7471};

  private static final float SCALE = 65536;

  private Luma() {}

  /**
   * The gray of each pixel.
   *
   * @param planes {@code [3, crops, height, width]}, whole levels of 0 to 255
   * @return {@code [crops, height, width]}, whole levels
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> planes) {
    var channels = tf.unstack(planes, 3L).output();
    Operand<TFloat32> sum =
        tf.math.addN(
            List.of(
                tf.math.mul(channels.get(0), tf.constant(WEIGHTS[0] / SCALE)),
                tf.math.mul(channels.get(1), tf.constant(WEIGHTS[1] / SCALE)),
                tf.math.mul(channels.get(2), tf.constant(WEIGHTS[2] / SCALE))));
    return tf.math.floor(tf.math.add(sum, tf.constant(0.5f)));
  }
}
