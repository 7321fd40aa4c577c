package org.tfpipeline.pipeline.train;

/** Images as integer functions of their indices, equal to the last bit in every language. */
final class ReferenceImages {
  private ReferenceImages() {}

  static int hash(int index, int seed) {
    int h = index * 0x9E3779B1 + seed * 0x85EBCA77;
    h = (h ^ (h >>> 16)) * 0x7FEB352D;
    h = (h ^ (h >>> 15)) * 0x846CA68B;
    return h ^ (h >>> 16);
  }

  private static float tenBits(int index, int seed) {
    return ((hash(index, seed) >>> 22) - 512) / 512f;
  }

  /** Row-major {@code [batch, size, size, 3]}; the formula counts channels before pixels. */
  static float[] images(int batch, int size, int seed) {
    int cells = (size + 11) / 12;
    var pixels = new float[batch * size * size * 3];
    int next = 0;
    for (int b = 0; b < batch; b++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          for (int c = 0; c < 3; c++) {
            int plane = b * 3 + c;
            int coarse = (plane * cells + y / 12) * cells + x / 12;
            int fine = (plane * size + y) * size + x;
            pixels[next++] = 2 * tenBits(coarse, 2 * seed) + 0.5f * tenBits(fine, 2 * seed + 1);
          }
        }
      }
    }
    return pixels;
  }
}
