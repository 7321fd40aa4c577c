package org.tfpipeline.tools.convert;

import java.io.IOException;
import javax.imageio.IIOException;

/** Makes PNG of images that cannot go into records as they are. */
final class Reencoder {

  /** At most eight for samples, three for the upright picture, one or two for the PNG. */
  private static final int BYTES_PER_PIXEL = 12;

  private final MemoryBudget budget;

  Reencoder(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Decodes a file, to see that it can be done.
   *
   * @throws IOException if it cannot
   */
  void rehearse(ImageFile file) throws IOException {
    withPicture(file, picture -> new byte[0]);
  }

  /** Decodes a file and encodes the upright picture. */
  byte[] png(ImageFile file) throws IOException {
    return withPicture(file, UprightPicture::png);
  }

  /** What to do with a picture while there is memory for it. */
  private interface Step {
    byte[] apply(UprightPicture picture) throws IOException;
  }

  private byte[] withPicture(ImageFile file, Step step) throws IOException {
    try (var decoding = new ImageDecoding(file)) {
      long pixels = (long) decoding.width() * decoding.height();
      return budget.with(pixels * BYTES_PER_PIXEL, () -> step.apply(decoding.decode()));
    } catch (OutOfMemoryError e) {
      // One array that is too large; the rest of the program is as well as before.
      throw new IIOException(
          "it needs more memory than Java has; give it some with TFPIPELINE_JAVA_OPTIONS=-Xmx8g",
          e);
    }
  }
}
