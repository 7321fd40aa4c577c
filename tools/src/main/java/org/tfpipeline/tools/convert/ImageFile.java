package org.tfpipeline.tools.convert;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An image file in memory, known by its structure and not decoded.
 *
 * @param content its bytes
 * @param kind by its first bytes, one of those that {@link ImageSignature#isConverted} allows
 * @param orientation how the picture lies in it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ImageFile(byte[] content, ImageSignature kind, Orientation orientation) {

  static ImageFile of(byte[] content, ImageSignature kind) {
    var orientation =
        switch (kind) {
          case JPEG -> JpegHeader.of(content).orientation();
          case PNG -> PngChunks.orientation(content);
          case WEBP -> WebpChunks.orientation(content);
          case LITTLE_ENDIAN_TIFF, BIG_ENDIAN_TIFF -> ExifOrientation.of(ByteBuffer.wrap(content));
          default -> Orientation.UPRIGHT;
        };
    return new ImageFile(content, kind, orientation);
  }

  /**
   * Returns what can be seen to be wrong without decoding and decoders pass over, to be read after
   * the file's name.
   */
  Optional<String> fault() {
    return switch (kind) {
      case JPEG ->
          faultIf(
              JpegHeader.of(content).components().length() == 2,
              "is a JPEG with two colour components, which mean no colours; save it as PNG");
      case PNG -> PngChunks.fault(content);
      case GIF ->
          faultIf(
              GifBlocks.firstFrame(content).isEmpty(),
              "is cut off: the GIF ends before its first frame does");
      case WEBP -> WebpChunks.fault(content);
      default -> Optional.empty();
    };
  }

  private static Optional<String> faultIf(boolean present, String fault) {
    return present ? Optional.of(fault) : Optional.empty();
  }

  /** The first frame of an animation; without faults, a GIF always has one. */
  Optional<FirstFrame> firstFrame() {
    return switch (kind) {
      case GIF -> GifBlocks.firstFrame(content);
      case WEBP -> WebpChunks.firstFrame(content);
      default -> Optional.empty();
    };
  }

  /** How its record's bytes come about. */
  Treatment treatment() {
    if (kind != ImageSignature.JPEG && kind != ImageSignature.PNG) {
      return Treatment.CONVERTED;
    }
    if (orientation != Orientation.UPRIGHT) {
      return Treatment.TURNED;
    }
    return kind == ImageSignature.JPEG && JpegHeader.of(content).invertsInks()
        ? Treatment.RECOLORED
        : Treatment.UNCHANGED;
  }
}
