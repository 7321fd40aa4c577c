package org.tfpipeline.tools.convert.mask;

import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The numbers in a PNG of one channel: of a palette PNG the palette's indices, not its colours.
 *
 * @param width pixels of a row
 * @param height pixels of a column
 * @param wide whether the PNG has 16 bits a pixel
 * @param samples the numbers, row by row, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on and forgotten; nothing compares masks.
public record IndexMask(int width, int height, boolean wide, short[] samples) {

  /**
   * Reads a PNG.
   *
   * @throws MaskException if it does not decode, has other than one channel, or another size
   */
  public static IndexMask read(byte[] png, int width, int height) throws MaskException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
        throw new MaskException(
            "has %d x %d pixels, its image %d x %d"
                .formatted(reader.getWidth(0), reader.getHeight(0), width, height));
      }
      ColorModel colors = reader.getRawImageType(0).getColorModel();
      if (reader.getRawImageType(0).getNumBands() != 1) {
        throw new MaskException(
            "has %d channels; a mask has one, of class numbers or palette indices"
                .formatted(reader.getRawImageType(0).getNumBands()));
      }
      return of(reader.read(0).getRaster(), colors.getPixelSize() > Byte.SIZE);
    } catch (IOException | RuntimeException e) {
      // The decoder throws whatever its arithmetic meets in a damaged file.
      throw new MaskException("does not decode as PNG (%s)".formatted(e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static IndexMask of(Raster raster, boolean wide) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    var samples = new short[width * height];
    var row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        samples[y * width + x] = (short) row[x];
      }
    }
    return new IndexMask(width, height, wide, samples);
  }

  /** The largest number other than one; 0 if there is none. */
  public int largestBesides(int other) {
    int largest = 0;
    for (short sample : samples) {
      int number = Short.toUnsignedInt(sample);
      largest = number == other ? largest : Math.max(largest, number);
    }
    return largest;
  }

  /**
   * Writes it as a PNG of numbers.
   *
   * @param sixteenBit whether to spend 16 bits a pixel; with 8, no number may be above 255
   */
  public byte[] toPng(boolean sixteenBit) {
    return sixteenBit
        ? GrayPng.encode(
            width,
            height,
            Short.BYTES,
            (row, line) -> line.asShortBuffer().put(samples, row * width, width))
        : GrayPng.encode(width, height, Byte.BYTES, this::putBytes);
  }

  private void putBytes(int row, ByteBuffer line) {
    for (int place = row * width; place < (row + 1) * width; place++) {
      line.put((byte) samples[place]);
    }
  }
}
