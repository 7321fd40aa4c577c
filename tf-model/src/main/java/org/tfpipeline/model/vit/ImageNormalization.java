package org.tfpipeline.model.vit;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The ImageNet statistics that every network here sees its images normalised with. */
public final class ImageNormalization {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STANDARD_DEVIATION = {0.229f, 0.224f, 0.225f};

  private ImageNormalization() {}

  /** Mean of red, green and blue, for values in [0, 1]. */
  public static float[] mean() {
    return MEAN.clone();
  }

  /** Standard deviation of red, green and blue, for values in [0, 1]. */
  public static float[] standardDeviation() {
    return STANDARD_DEVIATION.clone();
  }

  /**
   * {@code (image - mean) / standardDeviation} of each channel.
   *
   * @param imagesIn01 {@code [..., 3]}, RGB in [0, 1]
   * @return the same shape
   */
  public static Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> imagesIn01) {
    return tf.math.div(tf.math.sub(imagesIn01, tf.constant(MEAN)), tf.constant(STANDARD_DEVIATION));
  }
}
