package org.tfpipeline.tools.convert;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.IIOException;

/** Decodes images for showing them, with the colours that training sees. */
public final class Pictures {

  /** Pillow's default for decompression bombs, which the ecosystem's tools share. */
  public static final long MOST_PIXELS = 89_478_485;

  private Pictures() {}

  /**
   * Decodes an image without turning it. Of a large one it only keeps every second, third, … pixel
   * of a row and column, so that memory does not grow with its size.
   *
   * @param content bytes of its file
   * @param side pixels that the longer side must have at least, as far as the image has them
   * @throws IOException if it does not decode; the message is to be read after the image's name
   */
  public static BufferedImage decode(byte[] content, int side) throws IOException {
    var kind =
        ImageSignature.of(content)
            .filter(ImageSignature::isConverted)
            .orElseThrow(() -> new IOException("is not an image by its content"));
    try (var decoding = new ImageDecoding(new ImageFile(content, kind, Orientation.UPRIGHT))) {
      int width = decoding.width();
      int height = decoding.height();
      if ((long) width * height > MOST_PIXELS) {
        throw new IIOException("it has %d x %d pixels, too many".formatted(width, height));
      }
      return decoding.decode(Math.max(1, Math.max(width, height) / side)).image();
    } catch (IOException | RuntimeException e) {
      // The decoders throw whatever their arithmetic meets in a damaged file.
      String fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException("does not decode as %s (%s)".formatted(kind.displayName(), fault), e);
    }
  }
}
