package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** How a whole TFRecord file is compressed; the names are those TensorFlow uses. */
public enum Compression {
  NONE,
  GZIP,
  ZLIB;

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Tells from the first bytes of a file how it is compressed; file names say nothing reliable.
   *
   * @param head up to the first {@value RecordHeader#BYTES} bytes
   */
  static Compression detect(byte[] head) {
    // An intact record header decides first: a record of 559,903 bytes starts like a GZIP stream.
    if (head.length >= RecordHeader.BYTES && RecordHeader.parse(head).intact()) {
      return NONE;
    }
    if (head.length >= 3 && head[0] == 0x1f && head[1] == (byte) 0x8b && head[2] == 8) {
      return GZIP;
    }
    return startsLikeZlib(head) ? ZLIB : NONE;
  }

  /** RFC 1950: method 8, a window of at most 32 KiB, no dictionary, a header divisible by 31. */
  private static boolean startsLikeZlib(byte[] head) {
    if (head.length < 2) {
      return false;
    }
    int method = head[0] & 0xff;
    int flags = head[1] & 0xff;
    return (method & 0x0f) == 8
        && (method >>> 4) <= 7
        && (flags & 0x20) == 0
        && ((method << 8) | flags) % 31 == 0;
  }

  InputStream decompress(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new StrictGzipInputStream(in, BUFFER_BYTES);
      case ZLIB -> new StrictZlibInputStream(in, BUFFER_BYTES);
    };
  }

  OutputStream compress(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
      case ZLIB -> new DeflaterOutputStream(out);
    };
  }
}
