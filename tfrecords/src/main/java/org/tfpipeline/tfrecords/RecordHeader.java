package org.tfpipeline.tfrecords;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The twelve bytes before a record's data: its length (unsigned 64 bit, little endian) and the
 * length's masked checksum. Four bytes with the data's masked checksum follow the data.
 *
 * @param length bytes of data; negative when the unsigned value is beyond 2⁶³
 * @param intact whether the checksum fits the length
 */
record RecordHeader(long length, boolean intact) {

  static final int BYTES = 12;
  static final int FOOTER_BYTES = 4;

  /** Smallest file that holds a record: the frame of an empty one. */
  static final int FRAME_BYTES = BYTES + FOOTER_BYTES;

  static RecordHeader parse(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = buffer.getLong();
    return new RecordHeader(length, buffer.getInt() == MaskedCrc32c.of(bytes, 0, Long.BYTES));
  }

  static byte[] encode(long length) {
    var buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return buffer.putInt(MaskedCrc32c.of(buffer.array(), 0, Long.BYTES)).array();
  }

  static byte[] encodeFooter(byte[] data) {
    return ByteBuffer.allocate(FOOTER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MaskedCrc32c.of(data))
        .array();
  }

  /** Whether {@code remaining} bytes after this header can hold the data and its checksum. */
  boolean fits(long remaining) {
    return length >= 0 && length <= remaining - FOOTER_BYTES;
  }
}
