package org.tfpipeline.tfrecords;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads the records of one TFRecord file in order and verifies both checksums of each.
 *
 * <pre>{@code
 * try (var reader = RecordReader.open(file)) {
 *   while (reader.next()) {
 *     use(reader.record());
 *   }
 * }
 * }</pre>
 *
 * <p>Compression is told from the content. An empty file holds no records, as in TensorFlow. A
 * length that the file cannot hold is an error before anything is allocated for it.
 */
public final class RecordReader implements Closeable {

  private static final int BUFFER_BYTES = 1 << 18;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final long fileBytes;

  /** Where the record that {@link #next} will read begins. */
  private RecordPosition upcoming;

  private RecordPosition current;
  private byte[] record;

  private RecordReader(InputStream in, long fileBytes, RecordPosition start) {
    this.in = in;
    this.fileBytes = fileBytes;
    this.upcoming = start;
  }

  /**
   * Opens a file before its first record.
   *
   * @throws RecordException if what looks like a compressed file cannot be decompressed
   */
  public static RecordReader open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      raw.mark(RecordHeader.BYTES);
      var compression = Compression.detect(raw.readNBytes(RecordHeader.BYTES));
      raw.reset();
      var start = RecordPosition.start(file, compression);
      return new RecordReader(decompress(raw, start), Files.size(file), start);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream decompress(InputStream raw, RecordPosition start) throws IOException {
    try {
      return start.compression().decompress(raw);
    } catch (ZipException | EOFException e) {
      throw streamFault(start, e);
    }
  }

  /**
   * Counts the records of a file and verifies the checksums of their lengths. The data of an
   * uncompressed file is passed over unread, so this takes a moment even for large files.
   */
  public static long count(Path file) throws IOException {
    try (var reader = open(file)) {
      if (reader.compression() == Compression.NONE) {
        return RecordCounter.count(file);
      }
      while (reader.next()) {}
      return reader.upcoming.index();
    }
  }

  /**
   * Moves to the next record.
   *
   * @return false at the end of the file
   * @throws RecordException if the record is damaged or cut off; reading cannot go on behind it
   */
  public boolean next() throws IOException {
    byte[] head = read(RecordHeader.BYTES);
    if (head.length == 0) {
      return false;
    }
    long length = upcoming.checkedLength(head, remaining());
    if (length < 0 || length > LARGEST_ARRAY) {
      throw RecordException.tooLong(upcoming, length);
    }
    // readNBytes grows with what is really there, so a promise of a compressed file is harmless.
    byte[] data = read((int) length);
    byte[] footer = read(RecordHeader.FOOTER_BYTES);
    if (footer.length < RecordHeader.FOOTER_BYTES) {
      throw RecordException.cutOff(upcoming, length, (long) data.length + footer.length);
    }
    verify(data, ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getInt());
    record = data;
    current = upcoming;
    upcoming = current.after(length);
    return true;
  }

  private long remaining() {
    return compression() == Compression.NONE
        ? fileBytes - upcoming.offset() - RecordHeader.BYTES
        : RecordPosition.UNKNOWN;
  }

  private void verify(byte[] data, int stored) throws RecordException {
    int actual = MaskedCrc32c.of(data);
    if (stored != actual) {
      throw RecordException.damaged(
          upcoming,
          "the checksum of its %d bytes is %08x, stored is %08x"
              .formatted(data.length, actual, stored));
    }
  }

  private byte[] read(int count) throws IOException {
    try {
      return in.readNBytes(count);
    } catch (ZipException | EOFException e) {
      throw streamFault(upcoming, e);
    }
  }

  private static RecordException streamFault(RecordPosition position, IOException fault) {
    String stream = "its %s stream ".formatted(position.compression());
    return fault instanceof EOFException
        ? RecordException.truncated(position, stream + "ends early")
        : RecordException.damaged(position, stream + "is invalid (" + fault.getMessage() + ")");
  }

  /** The data of the record that the last {@link #next} moved to; the caller may keep the array. */
  public byte[] record() {
    return record;
  }

  /** Zero-based index of the current record. */
  public long index() {
    return current.index();
  }

  /** Where the current record begins, in bytes of the decompressed content. */
  public long offset() {
    return current.offset();
  }

  /** How the file turned out to be compressed. */
  public Compression compression() {
    return upcoming.compression();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
