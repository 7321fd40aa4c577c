package org.tfpipeline.tools.convert;

/** Colours of four inks on white, as programs show them that apply no colour profile. */
final class Inks {

  private Inks() {}

  /**
   * Returns a colour.
   *
   * @param cyan from 0, none, to 255
   * @param magenta likewise
   * @param yellow likewise
   * @param key black, likewise
   * @return red, green and blue in the three lowest bytes
   */
  static int rgb(int cyan, int magenta, int yellow, int key) {
    return left(cyan, key) << 16 | left(magenta, key) << 8 | left(yellow, key);
  }

  /** What an ink and black leave of white: a product, rounded as Pillow rounds it. */
  private static int left(int ink, int key) {
    int light = 255 - key;
    int product = ink * light + 128;
    return Math.max(0, light - (((product >> 8) + product) >> 8));
  }
}
