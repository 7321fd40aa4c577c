package org.tfpipeline.tools.inspect.sheet;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.tfpipeline.tools.convert.mask.IndexMask;

/** Lays colours over the pixels of a thumbnail that a mask names. */
final class MaskTint {

  private MaskTint() {}

  /**
   * Mixes half of the pixel with half of the number's colour. Number 0, which is the background in
   * most collections, stays clear.
   *
   * @param picture of another size than the mask: of each pixel, what is under its middle counts
   * @param colors of the numbers
   * @param seen hears the number of each pixel that gets a colour
   */
  static void draw(
      BufferedImage picture, IndexMask mask, IntFunction<Color> colors, IntConsumer seen) {
    for (int y = 0; y < picture.getHeight(); y++) {
      int row = middle(y, picture.getHeight(), mask.height());
      for (int x = 0; x < picture.getWidth(); x++) {
        int column = middle(x, picture.getWidth(), mask.width());
        int number = Short.toUnsignedInt(mask.samples()[row * mask.width() + column]);
        if (number != 0) {
          seen.accept(number);
          picture.setRGB(x, y, mix(picture.getRGB(x, y), colors.apply(number).getRGB()));
        }
      }
    }
  }

  private static int middle(int place, int from, int to) {
    return (int) ((2L * place + 1) * to / (2L * from));
  }

  /** The mean of each channel. */
  private static int mix(int one, int other) {
    return 0xff000000 | ((one & 0xfefefe) >>> 1) + ((other & 0xfefefe) >>> 1);
  }
}
