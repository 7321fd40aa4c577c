package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no TFRecord file, or a damaged one. The message is one sentence for a user. */
public final class RecordException extends IOException {

  private static final String REMEDY = "; copy the file again from its source or write it anew";

  private final RecordPosition position;
  private final boolean cutOff;

  private RecordException(RecordPosition position, String message) {
    this(position, false, message);
  }

  private RecordException(RecordPosition position, boolean cutOff, String message) {
    super(message);
    this.position = position;
    this.cutOff = cutOff;
  }

  static RecordException notRecords(RecordPosition position, byte[] head) {
    String content =
        position.compression() == Compression.NONE
            ? "it begins with "
            : "its %s content begins with ".formatted(position.compression());
    return new RecordException(
        position,
        "%s is not a TFRecord file: %s%s, which is no record header; name files that 'tfpipeline convert' or TensorFlow wrote"
            .formatted(position.file(), content, ContentKind.describe(head)));
  }

  static RecordException headerCutOff(RecordPosition position, byte[] head) {
    if (position.index() > 0) {
      return truncated(
          position,
          "%d bytes are left, a record's header has %d".formatted(head.length, RecordHeader.BYTES));
    }
    return new RecordException(
        position,
        true,
        "%s is not a TFRecord file, or was cut off in its first record: it ends after %d bytes, the smallest record has %d"
            .formatted(position.file(), head.length, RecordHeader.FRAME_BYTES));
  }

  static RecordException cutOff(RecordPosition position, long length, long left) {
    return truncated(
        position,
        "it should have %s bytes and a checksum of %d, but %d bytes are left"
            .formatted(Long.toUnsignedString(length), RecordHeader.FOOTER_BYTES, left));
  }

  static RecordException truncated(RecordPosition position, String found) {
    return broken(position, true, found);
  }

  static RecordException damaged(RecordPosition position, String found) {
    return broken(position, false, found);
  }

  private static RecordException broken(RecordPosition position, boolean cutOff, String found) {
    return new RecordException(
        position,
        cutOff,
        "%s is %s in record %d at byte %d%s: %s%s"
            .formatted(
                position.file(),
                cutOff ? "cut off" : "damaged",
                position.index(),
                position.offset(),
                content(position),
                found,
                REMEDY));
  }

  static RecordException tooLong(RecordPosition position, long length) {
    return new RecordException(
        position,
        "%s has %s bytes in record %d at byte %d, more than the 2 GiB an array can hold; split that record"
            .formatted(
                position.file(),
                Long.toUnsignedString(length),
                position.index(),
                position.offset()));
  }

  private static String content(RecordPosition position) {
    return position.compression() == Compression.NONE ? "" : " of its decompressed content";
  }

  /** The file in question. */
  public Path file() {
    return position.file();
  }

  /** Whether the file ends too early, as when its writer died; all that is there is sound. */
  public boolean isCutOff() {
    return cutOff;
  }

  /** Zero-based index of the record in which reading stopped. */
  public long recordIndex() {
    return position.index();
  }

  /** Where that record begins, in bytes of the decompressed content. */
  public long offset() {
    return position.offset();
  }
}
