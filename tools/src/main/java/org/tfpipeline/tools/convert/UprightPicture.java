package org.tfpipeline.tools.convert;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture in RGB, upright, that is filled from samples as they lie in a file. */
final class UprightPicture {

  private static final int BANDS = 3;

  private final int storedWidth;
  private final int storedHeight;
  private final Orientation orientation;
  private final BufferedImage image;
  private final byte[] pixels;

  /**
   * A black picture.
   *
   * @param storedWidth columns before it is turned
   * @param storedHeight rows before it is turned
   * @param orientation how it lies in the file
   */
  UprightPicture(int storedWidth, int storedHeight, Orientation orientation) {
    this.storedWidth = storedWidth;
    this.storedHeight = storedHeight;
    this.orientation = orientation;
    this.image =
        new BufferedImage(
            orientation.width(storedWidth, storedHeight),
            orientation.height(storedWidth, storedHeight),
            BufferedImage.TYPE_3BYTE_BGR);
    this.pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  /** Gives all pixels one colour. */
  void fill(int rgb) {
    for (int position = 0; position < storedWidth * storedHeight; position++) {
      set(position, rgb);
    }
  }

  /** Draws samples, the first of them at a place that is counted before turning. */
  void draw(Raster raster, SampleColors colors, int left, int top) {
    int bands = raster.getNumBands();
    int[] row = null;
    for (int y = 0; y < raster.getHeight(); y++) {
      row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int x = 0; x < raster.getWidth(); x++) {
        set(
            orientation.position(left + x, top + y, storedWidth, storedHeight),
            colors.rgb(row, x * bands));
      }
    }
  }

  private void set(int position, int rgb) {
    int at = position * BANDS;
    pixels[at] = (byte) rgb;
    pixels[at + 1] = (byte) (rgb >> 8);
    pixels[at + 2] = (byte) (rgb >> 16);
  }

  /** The picture itself. */
  BufferedImage image() {
    return image;
  }

  /** Encodes it. */
  byte[] png() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    }
    return bytes.toByteArray();
  }
}
