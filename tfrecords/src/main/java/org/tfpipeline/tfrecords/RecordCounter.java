package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Counts the records of an uncompressed file by going from header to header. */
final class RecordCounter {

  private RecordCounter() {}

  static long count(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      var position = RecordPosition.start(file, Compression.NONE);
      while (position.offset() < size) {
        byte[] head = readHead(channel, position.offset());
        long remaining = size - position.offset() - RecordHeader.BYTES;
        position = position.after(position.checkedLength(head, remaining));
      }
      return position.index();
    }
  }

  private static byte[] readHead(FileChannel channel, long offset) throws IOException {
    var buffer = ByteBuffer.allocate(RecordHeader.BYTES);
    int count = 0;
    while (buffer.hasRemaining() && count >= 0) {
      count = channel.read(buffer, offset + buffer.position());
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
