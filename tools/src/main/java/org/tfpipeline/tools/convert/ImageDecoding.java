package org.tfpipeline.tools.convert;

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/** The Java platform's decoder on one file in memory. */
final class ImageDecoding implements AutoCloseable {

  private final ImageReader reader;
  private boolean endedEarly;

  ImageDecoding(byte[] content, ImageFormat format) {
    reader = ImageIO.getImageReadersByFormatName(format.featureValue()).next();
    reader.addIIOReadWarningListener(this::warn);
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(content)), true, true);
  }

  private void warn(ImageReader source, String message) {
    // "Truncated File - Missing EOI marker" is where TensorFlow refuses a file. Other warnings are
    // about bytes that decoders agree to pass over.
    endedEarly |= message.startsWith("Truncated File");
  }

  /** Pixels from left to right; reads the header only. */
  int width() throws IOException {
    return reader.getWidth(0);
  }

  /** Pixels from top to bottom; reads the header only. */
  int height() throws IOException {
    return reader.getHeight(0);
  }

  /**
   * Decodes the image to its end, but keeps only its last row, so that memory does not grow with
   * its size.
   *
   * @return true if its data ends early
   * @throws IOException if it does not decode
   */
  boolean endsEarly() throws IOException {
    ImageReadParam lastRow = reader.getDefaultReadParam();
    lastRow.setSourceRegion(new Rectangle(0, height() - 1, width(), 1));
    if (reader.canReadRaster()) {
      // JPEG: samples as they are stored, which includes CMYK and needs no valid colour profile.
      reader.readRaster(0, lastRow);
    } else {
      reader.read(0, lastRow);
    }
    return endedEarly;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
