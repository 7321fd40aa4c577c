package org.tfpipeline.tools.convert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the orientation in EXIF data. That is a TIFF file's first directory wherever it lies, so
 * one reader of a page serves four containers; a metadata library would bring thousands of tags.
 */
final class ExifOrientation {

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT_TYPE = 3;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /**
   * Returns the orientation that a TIFF header and its first directory state; upright where there
   * is none or the data is damaged, as viewers do.
   *
   * @param tiff from its byte order mark on
   */
  static Orientation of(ByteBuffer tiff) {
    var data = tiff.slice();
    if (data.remaining() < 8) {
      return Orientation.UPRIGHT;
    }
    data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = data.getInt(4);
    if (directory < 0 || directory > data.limit() - Short.BYTES) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(data.getShort(directory));
    int first = directory + Short.BYTES;
    for (int i = 0; i < entries && first + (i + 1) * ENTRY_BYTES <= data.limit(); i++) {
      int entry = first + i * ENTRY_BYTES;
      if (data.getShort(entry) == ORIENTATION_TAG && data.getShort(entry + 2) == SHORT_TYPE) {
        return Orientation.of(Short.toUnsignedInt(data.getShort(entry + 8)));
      }
    }
    return Orientation.UPRIGHT;
  }
}
