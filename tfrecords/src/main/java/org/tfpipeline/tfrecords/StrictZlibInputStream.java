package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** A ZLIB stream that refuses bytes after its end, which the library's own stream ignores. */
final class StrictZlibInputStream extends InflaterInputStream {

  StrictZlibInputStream(InputStream in, int bufferBytes) {
    super(in, new Inflater(), bufferBytes);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count < 0 && (inf.getRemaining() > 0 || in.read() >= 0)) {
      throw new ZipException("other bytes follow the end of the compressed stream");
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    // The superclass frees only an inflater that it made itself.
    inf.end();
    super.close();
  }
}
