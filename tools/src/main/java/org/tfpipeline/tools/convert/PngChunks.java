package org.tfpipeline.tools.convert;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/** The chunks of a PNG file. */
final class PngChunks {

  private static final int SIGNATURE_BYTES = 8;

  /** Length and type before a chunk's data, checksum after it. */
  private static final int FRAME_BYTES = 12;

  private static final int END = 0x49454e44;
  private static final int EXIF = 0x65584966;

  private PngChunks() {}

  /**
   * Verifies the checksums and that the file is whole. The Java decoder does not look at them;
   * TensorFlow's refuses files where they are wrong.
   *
   * @return what is wrong, to be read after the file's name
   */
  static Optional<String> fault(byte[] png) {
    var buffer = ByteBuffer.wrap(png).position(SIGNATURE_BYTES);
    while (buffer.remaining() >= FRAME_BYTES) {
      int start = buffer.position();
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining() - 2 * Integer.BYTES) {
        return Optional.of("is cut off in the PNG chunk at byte " + start);
      }
      int type = buffer.getInt();
      buffer.position(buffer.position() + length);
      var crc = new CRC32();
      crc.update(png, start + Integer.BYTES, Integer.BYTES + length);
      if (buffer.getInt() != (int) crc.getValue()) {
        return Optional.of(
            "is damaged: the checksum of the PNG chunk at byte %d is wrong".formatted(start));
      }
      if (type == END) {
        return Optional.empty();
      }
    }
    return Optional.of("is cut off: the PNG has no end chunk");
  }

  /** Returns the orientation that the file's EXIF chunk states. */
  static Orientation orientation(byte[] png) {
    var buffer = ByteBuffer.wrap(png).position(SIGNATURE_BYTES);
    while (buffer.remaining() >= FRAME_BYTES) {
      int length = buffer.getInt();
      int type = buffer.getInt();
      if (length < 0 || length > buffer.remaining() - Integer.BYTES) {
        break;
      }
      if (type == EXIF) {
        return ExifOrientation.of(buffer.slice(buffer.position(), length));
      }
      buffer.position(buffer.position() + length + Integer.BYTES);
    }
    return Orientation.UPRIGHT;
  }
}
