package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.MaskedCrc32c;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;
import org.tfpipeline.tools.convert.mask.IndexMask;
import org.tfpipeline.tools.convert.mask.MaskException;

/**
 * The PNG that tells the class or instance of every pixel.
 *
 * @param file where it is
 * @param name its path below the collection's folder
 * @param classes how many there are; 0 if that is unknown
 */
record MaskAnnotation(Path file, String name, int classes) implements Annotation {

  /** Masks of any number of classes may say with this that a pixel has none. */
  private static final int VOID = 255;

  /** At most two for the decoder, two for the numbers, and some for the PNG. */
  private static final int BYTES_PER_PIXEL = 8;

  @Override
  public long memory(int width, int height) {
    return (long) width * height * BYTES_PER_PIXEL;
  }

  @Override
  public Finding check(int width, int height) throws IOException {
    try {
      byte[] content = read();
      IndexMask mask = IndexMask.read(content, width, height);
      int largest = mask.largestBesides(VOID);
      if (classes > 0 && !mask.wide() && largest >= classes) {
        return Finding.fault(
            "has the mask %s with class number %d, but the %d classes end at %d; name all classes"
                .formatted(name, largest, classes, classes - 1));
      }
      return new Finding(
          Optional.empty(), ImmutableList.of(), mask.wide(), MaskedCrc32c.of(content));
    } catch (MaskException e) {
      return Finding.fault("has the mask %s, which %s".formatted(name, e.getMessage()));
    }
  }

  private byte[] read() throws IOException, MaskException {
    if (Files.size(file) > ImageCheck.MOST_BYTES) {
      throw new MaskException(
          "has %d bytes, more than the limit of %d"
              .formatted(Files.size(file), ImageCheck.MOST_BYTES));
    }
    byte[] content = Files.readAllBytes(file);
    if (!ImageSignature.of(content).equals(Optional.of(ImageSignature.PNG))) {
      throw new MaskException("is no PNG; save it as one of one channel");
    }
    Optional<String> fault = PngChunks.fault(content);
    if (fault.isPresent()) {
      throw new MaskException(fault.get());
    }
    return content;
  }

  @Override
  public byte[] record(ImageExample image, RecordLayout layout, int checksum) throws IOException {
    boolean wide = layout.content() instanceof RecordContent.Masks masks && masks.wide();
    try {
      byte[] content = read();
      if (MaskedCrc32c.of(content) != checksum) {
        throw new MaskException("has another checksum");
      }
      IndexMask mask = IndexMask.read(content, image.width(), image.height());
      return new SegmentationExample(image, ByteString.copyFrom(mask.toPng(wide))).toBytes();
    } catch (MaskException e) {
      throw new IOException(
          "%s changed while it was converted; convert again when nothing writes to it"
              .formatted(file),
          e);
    }
  }
}
