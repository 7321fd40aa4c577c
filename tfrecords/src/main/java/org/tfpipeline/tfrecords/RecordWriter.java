package org.tfpipeline.tfrecords;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes one TFRecord file. Closing it forces the content to the disk. */
public final class RecordWriter implements Closeable {

  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final OutputStream out;
  private long records;

  private RecordWriter(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Creates a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one: overwriting is for the caller
   *     to decide
   */
  public static RecordWriter create(Path file, Compression compression) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      return new RecordWriter(file, compression.compress(new ForcedStream(channel)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Appends one record.
   *
   * @throws IOException if there is no space left, for one; the message names the file
   */
  public void write(byte[] data) throws IOException {
    try {
      out.write(RecordHeader.encode(data.length));
      out.write(data);
      out.write(RecordHeader.encodeFooter(data));
    } catch (IOException e) {
      throw unwritable(e);
    }
    records++;
  }

  /** Hands what is written so far to the operating system, for readers that watch the file. */
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private IOException unwritable(IOException fault) {
    return new IOException(
        "%s cannot be written (%s); make room there or write to another place"
            .formatted(file, fault.getMessage()),
        fault);
  }

  /** Records written so far. */
  public long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** A buffered stream into a file that is on the disk once the stream is closed. */
  private static final class ForcedStream extends BufferedOutputStream {

    private final FileChannel channel;

    ForcedStream(FileChannel channel) {
      super(Channels.newOutputStream(channel), BUFFER_BYTES);
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        try (channel) {
          flush();
          channel.force(true);
        }
      }
    }
  }
}
