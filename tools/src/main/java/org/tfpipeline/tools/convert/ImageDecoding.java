package org.tfpipeline.tools.convert;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** An ImageIO decoder on one file in memory; of several frames or pages it takes the first. */
final class ImageDecoding implements AutoCloseable {

  private final ImageFile file;
  private final Optional<FirstFrame> frame;
  private final ImageReader reader;
  private boolean endedEarly;

  ImageDecoding(ImageFile file) {
    this.file = file;
    frame = file.firstFrame();
    reader = ImageIO.getImageReadersByFormatName(file.kind().readerName()).next();
    reader.addIIOReadWarningListener(this::warn);
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content())), true, true);
  }

  private void warn(ImageReader source, String message) {
    // "Truncated File - Missing EOI marker" is where TensorFlow refuses a file. Other warnings are
    // about bytes that decoders agree to pass over.
    endedEarly |= message.startsWith("Truncated File");
  }

  /** Columns of pixels as they are stored; reads the header only. */
  int width() throws IOException {
    return frame.isPresent() ? frame.get().canvasWidth() : reader.getWidth(0);
  }

  /** Rows of pixels as they are stored; reads the header only. */
  int height() throws IOException {
    return frame.isPresent() ? frame.get().canvasHeight() : reader.getHeight(0);
  }

  /**
   * Decodes a JPEG or PNG to its end, but keeps only its last row, so that memory does not grow
   * with its size.
   *
   * @throws IOException if it does not decode
   */
  void decodeInPassing() throws IOException {
    ImageReadParam lastRow = reader.getDefaultReadParam();
    lastRow.setSourceRegion(new Rectangle(0, height() - 1, width(), 1));
    if (reader.canReadRaster()) {
      // JPEG: samples as they are stored, which includes CMYK and needs no valid colour profile.
      reader.readRaster(0, lastRow);
    } else {
      reader.read(0, lastRow);
    }
    checkEnd();
  }

  /**
   * Decodes the whole picture.
   *
   * @throws IOException if it does not decode
   */
  UprightPicture decode() throws IOException {
    return decode(1);
  }

  /**
   * Decodes every {@code step}th pixel of every {@code step}th row; all of them of an animation,
   * whose first frame has its place among them.
   *
   * @throws IOException if it does not decode
   */
  UprightPicture decode(int step) throws IOException {
    int taken = frame.isPresent() ? 1 : step;
    var some = reader.getDefaultReadParam();
    some.setSourceSubsampling(taken, taken, 0, 0);
    var picture =
        new UprightPicture(
            (width() + taken - 1) / taken, (height() + taken - 1) / taken, file.orientation());
    if (file.kind() == ImageSignature.JPEG) {
      picture.draw(reader.readRaster(0, some), JpegHeader.of(file.content()).colors(), 0, 0);
    } else {
      draw(reader.read(0, some), picture);
    }
    checkEnd();
    return picture;
  }

  private void draw(BufferedImage image, UprightPicture picture) throws IOException {
    ColorModel model = image.getColorModel();
    var palette16 = isTiff() ? TiffPalette.of(reader) : Optional.<SampleColors>empty();
    var colors = palette16.or(() -> ModelColors.of(model));
    if (colors.isEmpty()) {
      throw new IIOException(
          "its samples are neither gray, RGB, CMYK nor of a palette; save it as PNG");
    }
    if (frame.isPresent() && model instanceof IndexColorModel palette) {
      // What a GIF's first frame leaves free is transparent, and alpha is dropped.
      picture.fill(palette.getRGB(Math.max(0, palette.getTransparentPixel())));
    }
    picture.draw(
        image.getRaster(),
        colors.get(),
        frame.map(FirstFrame::left).orElse(0),
        frame.map(FirstFrame::top).orElse(0));
  }

  private boolean isTiff() {
    return switch (file.kind()) {
      case LITTLE_ENDIAN_TIFF, BIG_ENDIAN_TIFF -> true;
      default -> false;
    };
  }

  private void checkEnd() throws IOException {
    if (endedEarly) {
      throw new IIOException("its data ends early");
    }
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
