package org.tfpipeline.pipeline.input;

import com.google.common.primitives.Floats;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What to do to one crop, in plain numbers. */
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

  ColorSettings inOrder(int number) {
    return new ColorSettings(
        jittered, brightness, contrast, saturation, hue, number, grayscaled, blurRadius, solarized);
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

  ColorSettings onlyJitter() {
    return new ColorSettings(
        jittered, brightness, contrast, saturation, hue, order, false, 0, false);
  }

  /** The parameters of a batch. */
  static ColorParameters parameters(Ops tf, List<ColorSettings> crops) {
    return new ColorParameters(
        vector(tf, crops, crop -> crop.jittered ? 1 : 0),
        vector(tf, crops, ColorSettings::brightness),
        vector(tf, crops, ColorSettings::contrast),
        vector(tf, crops, ColorSettings::saturation),
        vector(tf, crops, ColorSettings::hue),
        tf.constant(crops.stream().mapToInt(ColorSettings::order).toArray()),
        vector(tf, crops, crop -> crop.grayscaled ? 1 : 0),
        vector(tf, crops, ColorSettings::blurRadius),
        vector(tf, crops, crop -> crop.solarized ? 1 : 0));
  }

  private static Operand<TFloat32> vector(
      Ops tf, List<ColorSettings> crops, ToDoubleFunction<ColorSettings> value) {
    return tf.constant(Floats.toArray(crops.stream().map(value::applyAsDouble).toList()));
  }
}
