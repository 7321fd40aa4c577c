package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.MaskedCrc32c;

/**
 * Decides whether and how a file can be converted, by decoding it.
 *
 * @param maxPixels images with more are refused before decoding, since a small file can claim any
 *     number
 * @param decode whether to decode also what goes into records as it is; if not, its header and
 *     structure are looked at
 * @param reencoder for what does not
 */
record ImageCheck(long maxPixels, boolean decode, Reencoder reencoder) {

  /** Files beyond this are refused: a record must fit into memory several times. */
  static final long MOST_BYTES = 256L << 20;

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
    var file = ImageFile.of(content, kind(content));
    refuseIf(file.fault());
    if (file.orientation() != Orientation.UPRIGHT
        && !(image.annotation() instanceof NoAnnotation)) {
      throw new RefusedException(
          "is turned by its EXIF data, and its annotation could be for it turned or not; save it upright and annotate that");
    }
    try (var decoding = new ImageDecoding(file)) {
      int width = decoding.width();
      int height = decoding.height();
      if ((long) width * height > maxPixels) {
        throw new RefusedException(
            "has %d x %d pixels, more than the limit of %d (--max-pixels)"
                .formatted(width, height, maxPixels));
      }
      var treatment = file.treatment();
      if (treatment != Treatment.UNCHANGED) {
        reencoder.rehearse(file);
      } else if (decode) {
        decoding.decodeInPassing();
      }
      return new CheckedImage(
          image,
          treatment,
          treatment.format(file.kind()),
          file.orientation().width(width, height),
          file.orientation().height(width, height),
          content.length,
          MaskedCrc32c.of(content),
          0);
    } catch (IOException | RuntimeException e) {
      // The decoders throw whatever their arithmetic meets in a damaged file.
      String fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new RefusedException(
          "does not decode as %s (%s)".formatted(file.kind().displayName(), fault));
    }
  }

  private static ImageSignature kind(byte[] content) throws RefusedException {
    if (content.length == 0) {
      throw new RefusedException("is empty");
    }
    var signature = ImageSignature.of(content);
    if (signature.isEmpty()) {
      throw new RefusedException("is not an image by its content");
    }
    if (!signature.get().isConverted()) {
      throw new RefusedException(
          "is a %s image, which is not converted; save it as PNG"
              .formatted(signature.get().displayName()));
    }
    return signature.get();
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
