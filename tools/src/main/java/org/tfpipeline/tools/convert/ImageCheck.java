package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.MaskedCrc32c;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/**
 * Decides whether a file can be converted, by decoding it.
 *
 * @param maxPixels images with more are refused before decoding, since a small file can claim any
 *     number
 */
record ImageCheck(long maxPixels) {

  /** Files beyond this are refused: a record must fit into memory several times. */
  private static final long MOST_BYTES = 256L << 20;

  /** What became of an image. */
  sealed interface Outcome permits CheckedImage, Refusal {}

  Outcome check(SourceImage image) {
    try {
      return decode(image, read(image));
    } catch (RefusedException e) {
      return new Refusal(image.displayName(), e.getMessage());
    }
  }

  private static byte[] read(SourceImage image) throws RefusedException {
    if (!hasReadableName(image.file())) {
      throw new RefusedException(
          "has a name that this locale cannot read; set LC_ALL=C.UTF-8 and try again");
    }
    try {
      long size = Files.size(image.file());
      if (size > MOST_BYTES) {
        throw new RefusedException(
            "has %d bytes, more than the limit of %d".formatted(size, MOST_BYTES));
      }
      return Files.readAllBytes(image.file());
    } catch (NoSuchFileException e) {
      throw new RefusedException("is a link to nothing, or was removed");
    } catch (AccessDeniedException e) {
      throw new RefusedException("cannot be read: permission denied");
    } catch (IOException e) {
      throw new RefusedException("cannot be read (%s)".formatted(e.getMessage()));
    }
  }

  /** In a locale that lacks a name's characters, Java shows other ones for them. */
  private static boolean hasReadableName(Path file) {
    try {
      return Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private CheckedImage decode(SourceImage image, byte[] content) throws RefusedException {
    ImageFormat format = format(content);
    if (format == ImageFormat.PNG) {
      refuseIf(PngChunks.fault(content));
    }
    try (var decoding = new ImageDecoding(content, format)) {
      int width = decoding.width();
      int height = decoding.height();
      if ((long) width * height > maxPixels) {
        throw new RefusedException(
            "has %d x %d pixels, more than the limit of %d (--max-pixels)"
                .formatted(width, height, maxPixels));
      }
      if (decoding.endsEarly()) {
        throw new RefusedException("is cut off: its %s data ends early".formatted(format));
      }
      return new CheckedImage(
          image, format, width, height, content.length, MaskedCrc32c.of(content));
    } catch (IOException | RuntimeException e) {
      // The decoders throw whatever their arithmetic meets in a damaged file.
      String fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new RefusedException("does not decode as %s (%s)".formatted(format, fault));
    }
  }

  private static ImageFormat format(byte[] content) throws RefusedException {
    if (content.length == 0) {
      throw new RefusedException("is empty");
    }
    var signature = ImageSignature.of(content);
    if (signature.isEmpty()) {
      throw new RefusedException("is not an image by its content");
    }
    return switch (signature.get()) {
      case JPEG -> ImageFormat.JPEG;
      case PNG -> ImageFormat.PNG;
      default ->
          throw new RefusedException(
              "is a %s image; only JPEG and PNG are converted so far, so save it as PNG"
                  .formatted(signature.get().displayName()));
    };
  }

  private static void refuseIf(Optional<String> fault) throws RefusedException {
    if (fault.isPresent()) {
      throw new RefusedException(fault.get());
    }
  }

  /** Carries the reason out of the steps of a check. */
  private static final class RefusedException extends Exception {

    RefusedException(String reason) {
      super(reason);
    }
  }
}
