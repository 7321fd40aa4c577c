package org.tfpipeline.tools.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tfpipeline.tfrecords.MaskedCrc32c;

/** Frames of records in memory: a length and its checksum before the data, a checksum after it. */
final class RecordFrames {

  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
  private static final int FOOTER_BYTES = Integer.BYTES;

  private RecordFrames() {}

  /** A file of one intact record. */
  static byte[] of(byte[] data) {
    var file = ByteBuffer.allocate(HEADER_BYTES + data.length + FOOTER_BYTES);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).position(HEADER_BYTES).put(data);
    return repaired(file.array());
  }

  /** The same file with right checksums, as far as its lengths lead through it. */
  static byte[] repaired(byte[] file) {
    byte[] repaired = file.clone();
    var buffer = ByteBuffer.wrap(repaired).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0;
    while (repaired.length - start >= HEADER_BYTES) {
      long length = buffer.getLong(start);
      buffer.putInt(start + Long.BYTES, MaskedCrc32c.of(repaired, start, Long.BYTES));
      int data = start + HEADER_BYTES;
      if (length < 0 || length > repaired.length - data - FOOTER_BYTES) {
        break;
      }
      int end = data + (int) length;
      buffer.putInt(end, MaskedCrc32c.of(repaired, data, (int) length));
      start = end + FOOTER_BYTES;
    }
    return repaired;
  }
}
