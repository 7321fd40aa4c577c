package org.tfpipeline.tools.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The chunks of a WebP file, whose container is RIFF. */
final class WebpChunks {

  private static final int HEADER_BYTES = 12;
  private static final int SIZE_AT = 4;

  private WebpChunks() {}

  /** Whether the file is shorter than it says. */
  static boolean endEarly(byte[] webp) {
    var buffer = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    return Integer.toUnsignedLong(buffer.getInt(SIZE_AT)) + 2 * Integer.BYTES > webp.length;
  }

  /** Returns the orientation that the file's EXIF chunk states. */
  static Orientation orientation(byte[] webp) {
    return find(webp, "EXIF").map(WebpChunks::exif).orElse(Orientation.UPRIGHT);
  }

  private static Orientation exif(ByteBuffer data) {
    // Some writers keep the mark that precedes the data in JPEG files.
    boolean marked = data.remaining() > 6 && data.getInt(0) == 0x45786966;
    return ExifOrientation.of(marked ? data.position(6) : data);
  }

  private static Optional<ByteBuffer> find(byte[] webp, String type) {
    int wanted = ByteBuffer.wrap(type.getBytes(ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    var buffer = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
    while (buffer.remaining() >= 2 * Integer.BYTES) {
      int chunk = buffer.getInt();
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining()) {
        break;
      }
      if (chunk == wanted) {
        return Optional.of(buffer.slice(buffer.position(), length));
      }
      // Chunks begin at even places.
      buffer.position(Math.min(buffer.limit(), buffer.position() + length + (length & 1)));
    }
    return Optional.empty();
  }
}
