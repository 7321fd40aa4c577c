package org.tfpipeline.pipeline.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Counts the records of a TFRecord file by hopping from length to length. */
final class RecordCounter {

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  private RecordCounter() {}

  static long count(Path file) throws IOException {
    var header = ByteBuffer.allocate(LENGTH_BYTES + CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (var channel = FileChannel.open(file)) {
      long size = channel.size();
      long position = 0;
      long records = 0;
      while (position < size) {
        header.clear();
        while (header.hasRemaining() && channel.read(header, position + header.position()) > 0) {}
        if (header.hasRemaining() || header.getInt(LENGTH_BYTES) != maskedChecksum(header)) {
          throw new IOException(
              "'%s' is not a TFRecord file, or damaged at byte %d; 'tfpipeline inspect' tells more."
                  .formatted(file, position));
        }
        position += header.capacity() + header.getLong(0) + CHECKSUM_BYTES;
        records++;
      }
      if (position > size) {
        throw new IOException(
            "'%s' ends within record %d; it was cut off, so make it again."
                .formatted(file, records - 1));
      }
      return records;
    }
  }

  private static int maskedChecksum(ByteBuffer header) {
    var checksum = new CRC32C();
    checksum.update(header.slice(0, LENGTH_BYTES));
    int value = (int) checksum.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }
}
