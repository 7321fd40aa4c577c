package org.tfpipeline.tools.convert;

import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.util.Optional;

/**
 * How the samples of a decoded image mean colours, told by its {@link ColorModel}. The model's own
 * conversion is left aside: it applies colour profiles and takes gray values for linear light,
 * where TensorFlow and Pillow take the samples as they are. Alpha is dropped.
 */
final class ModelColors implements SampleColors {

  private final ColorModel model;
  private final boolean gray;

  private ModelColors(ColorModel model, boolean gray) {
    this.model = model;
    this.gray = gray;
  }

  /** Returns how to understand samples of a model; empty if they are of an unusual kind. */
  static Optional<SampleColors> of(ColorModel model) {
    if (model instanceof IndexColorModel palette) {
      return Optional.of((samples, offset) -> palette.getRGB(samples[offset]));
    }
    int space = model.getColorSpace().getType();
    if (space == ColorSpace.TYPE_CMYK && model.getComponentSize(0) == Byte.SIZE) {
      return Optional.of(ModelColors::inks);
    }
    boolean gray = space == ColorSpace.TYPE_GRAY;
    boolean whole =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT
            || model instanceof DirectColorModel;
    return whole && (gray || space == ColorSpace.TYPE_RGB)
        ? Optional.of(new ModelColors(model, gray))
        : Optional.empty();
  }

  private static int inks(int[] samples, int offset) {
    return Inks.rgb(samples[offset], samples[offset + 1], samples[offset + 2], samples[offset + 3]);
  }

  @Override
  public int rgb(int[] samples, int offset) {
    int red = level(samples, offset, 0);
    return gray
        ? red * 0x010101
        : red << 16 | level(samples, offset, 1) << 8 | level(samples, offset, 2);
  }

  /** A sample as eight bits: the highest ones if it has more, spread over the range if fewer. */
  private int level(int[] samples, int offset, int band) {
    int bits = model.getComponentSize(band);
    int sample = samples[offset + band];
    int level = bits > 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1);
    if (!model.isAlphaPremultiplied()) {
      return level;
    }
    int alphaBand = model.getNumComponents() - 1;
    int alpha = samples[offset + alphaBand] >>> Math.max(0, model.getComponentSize(alphaBand) - 8);
    return alpha == 0 ? level : Math.min(255, level * 255 / alpha);
  }
}
