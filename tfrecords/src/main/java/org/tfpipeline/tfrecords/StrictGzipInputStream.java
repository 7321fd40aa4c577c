package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A GZIP stream, of one member or several, that refuses bytes after its end. The library's own
 * stream ignores them, and with them a following member whose header is damaged.
 */
final class StrictGzipInputStream extends GZIPInputStream {

  private static final int TRAILER_BYTES = 8;

  StrictGzipInputStream(InputStream in, int bufferBytes) throws IOException {
    super(in, bufferBytes);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count < 0 && (inf.getRemaining() > TRAILER_BYTES || in.read() >= 0)) {
      throw new ZipException("other bytes follow the end of the compressed stream");
    }
    return count;
  }
}
