package org.tfpipeline.tools.inspect.sheet;

import java.awt.Color;

/** Gives each class a colour of its own, the same on every sheet. */
final class ClassColors {

  /** Steps of the golden ratio around the colour circle keep neighbours far apart. */
  private static final double STEP = 0.6180339887498949;

  private ClassColors() {}

  static Color of(long index) {
    double turns = index * STEP;
    return Color.getHSBColor((float) (turns - Math.floor(turns)), 0.85f, 0.95f);
  }

  /** Black or white, whichever can be read on a colour. */
  static Color textOn(Color color) {
    double brightness = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    return brightness > 128 ? Color.BLACK : Color.WHITE;
  }
}
