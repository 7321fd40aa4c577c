package org.tfpipeline.tfrecords;

import java.nio.file.Path;

/**
 * Where in which file a record begins: what every complaint about a record names.
 *
 * @param file the file
 * @param compression how the file is compressed
 * @param index zero-based index of the record
 * @param offset where the record begins, in bytes of the decompressed content
 */
record RecordPosition(Path file, Compression compression, long index, long offset) {

  /** A compressed file does not tell how long its content is; records beyond this are none. */
  private static final long PLAUSIBLE_BYTES = 1L << 40;

  static final long UNKNOWN = Long.MAX_VALUE;

  static RecordPosition start(Path file, Compression compression) {
    return new RecordPosition(file, compression, 0, 0);
  }

  /** The position behind a record here with {@code length} bytes of data. */
  RecordPosition after(long length) {
    return new RecordPosition(
        file, compression, index + 1, offset + RecordHeader.FRAME_BYTES + length);
  }

  /**
   * Returns how many bytes of data the record here has.
   *
   * @param head the bytes found where the header should be, fewer only at the end of the file
   * @param remaining bytes of content behind the header, or {@link #UNKNOWN}
   * @throws RecordException if the header is cut off, damaged, or promises more than is there
   */
  long checkedLength(byte[] head, long remaining) throws RecordException {
    if (head.length < RecordHeader.BYTES) {
      throw RecordException.headerCutOff(this, head);
    }
    RecordHeader header = RecordHeader.parse(head);
    if (!header.intact()) {
      boolean plausible = header.fits(Math.min(remaining, PLAUSIBLE_BYTES));
      throw index == 0 && !plausible
          ? RecordException.notRecords(this, head)
          : RecordException.damaged(this, "the checksum of its length does not match");
    }
    if (remaining != UNKNOWN && !header.fits(remaining)) {
      throw RecordException.cutOff(this, header.length(), Math.max(0, remaining));
    }
    return header.length();
  }
}
