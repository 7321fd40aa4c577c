package org.tfpipeline.tools.convert.mask;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.Optional;

/**
 * An object as runs of pixels, column by column, outside and inside in turn.
 *
 * @param width pixels of a row
 * @param height pixels of a column
 * @param runs lengths of the runs, the first outside
 */
public record RunLengthMask(int width, int height, ImmutableIntArray runs) implements ObjectMask {

  private static final int FIRST_CHARACTER = 48;
  private static final int MOST_CHARACTERS = 7;

  /**
   * Reads COCO's compressed form. A number is written in groups of five bits, the lowest first, one
   * character each, and from the fourth number on as the difference to the one before the last.
   *
   * @throws IllegalArgumentException if there is something else in it; the message is to be read
   *     after "mask"
   */
  public static RunLengthMask decompress(int width, int height, String text) {
    var runs = new int[text.length()];
    int count = 0;
    int position = 0;
    while (position < text.length()) {
      int start = position;
      long value = 0;
      int group;
      do {
        if (position == text.length() || position - start == MOST_CHARACTERS) {
          throw new IllegalArgumentException("has run lengths that are cut off");
        }
        group = text.charAt(position) - FIRST_CHARACTER;
        if (group < 0 || group >= 64) {
          throw new IllegalArgumentException(
              "has the character '%s' in its run lengths".formatted(text.charAt(position)));
        }
        value |= (group & 0x1fL) << (5 * (position - start));
        position++;
      } while ((group & 0x20) != 0);
      if ((group & 0x10) != 0) {
        value |= -1L << (5 * (position - start));
      }
      runs[count] = (int) (count > 2 ? value + runs[count - 2] : value);
      count++;
    }
    return new RunLengthMask(width, height, ImmutableIntArray.copyOf(Arrays.copyOf(runs, count)));
  }

  /** The runs of a mask whose numbers other than 0 are the object. */
  public static RunLengthMask of(IndexMask mask) {
    var runs = ImmutableIntArray.builder();
    boolean inside = false;
    int run = 0;
    for (int place = 0; place < mask.samples().length; place++) {
      int sample = mask.samples()[place % mask.height() * mask.width() + place / mask.height()];
      if ((sample != 0) != inside) {
        runs.add(run);
        run = 0;
        inside = !inside;
      }
      run++;
    }
    return new RunLengthMask(mask.width(), mask.height(), runs.add(run).build());
  }

  @Override
  public Optional<String> fault(int imageWidth, int imageHeight) {
    if (width != imageWidth || height != imageHeight) {
      return Optional.of("is for %d x %d pixels".formatted(width, height));
    }
    long pixels = 0;
    for (int i = 0; i < runs.length(); i++) {
      if (runs.get(i) < 0) {
        return Optional.of("has a run of %d pixels".formatted(runs.get(i)));
      }
      pixels += runs.get(i);
    }
    return pixels == (long) width * height
        ? Optional.empty()
        : Optional.of("has runs of %d pixels for %d x %d".formatted(pixels, width, height));
  }

  @Override
  public byte[] pixels(int imageWidth, int imageHeight) {
    var pixels = new byte[width * height];
    int place = 0;
    for (int i = 0; i < runs.length(); i++) {
      for (int run = runs.get(i); run > 0; run--, place++) {
        pixels[place % height * width + place / height] = (byte) (i % 2);
      }
    }
    return pixels;
  }
}
