package org.tfpipeline.pipeline.input;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Parameters of one crop as plain numbers. */
record ColorSettings(
    boolean jittered,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    int order,
    boolean grayscaled,
    double blurRadius,
    boolean solarized) {

  static final ColorSettings NONE = new ColorSettings(false, 1, 1, 1, 0, 0, false, 0, false);

  /** Everything a reference case asks for after its flip. */
  static ColorSettings of(ReferenceCase reference) {
    return new ColorSettings(
        true,
        reference.brightness(),
        reference.contrast(),
        reference.saturation(),
        reference.hue(),
        reference.orderNumber(),
        reference.gray(),
        reference.blurRadius(),
        reference.solarize());
  }

  ColorSettings jitter(double brightness, double contrast, double saturation, double hue) {
    return new ColorSettings(
        true, brightness, contrast, saturation, hue, order, grayscaled, blurRadius, solarized);
  }

  ColorSettings grayscale() {
    return new ColorSettings(
        jittered, brightness, contrast, saturation, hue, order, true, blurRadius, solarized);
  }

  ColorSettings blur(double radius) {
    return new ColorSettings(
        jittered, brightness, contrast, saturation, hue, order, grayscaled, radius, solarized);
  }

  ColorSettings solarize() {
    return new ColorSettings(
        jittered, brightness, contrast, saturation, hue, order, grayscaled, blurRadius, true);
  }

  ColorParameters parameters(Ops tf) {
    return new ColorParameters(
        one(tf, jittered ? 1 : 0),
        one(tf, brightness),
        one(tf, contrast),
        one(tf, saturation),
        one(tf, hue),
        tf.array(order),
        one(tf, grayscaled ? 1 : 0),
        one(tf, blurRadius),
        one(tf, solarized ? 1 : 0));
  }

  private static Operand<TFloat32> one(Ops tf, double value) {
    return tf.array((float) value);
  }
}
