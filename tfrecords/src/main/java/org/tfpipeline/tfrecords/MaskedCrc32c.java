package org.tfpipeline.tfrecords;

import java.util.zip.CRC32C;

/**
 * The checksum of the TFRecord format: CRC-32C (Castagnoli), rotated right by 15 bits and offset by
 * a constant, so that a checksum of data that holds checksums stays meaningful.
 */
public final class MaskedCrc32c {

  private static final int MASK_DELTA = 0xa282ead8;

  private MaskedCrc32c() {}

  /** Returns the masked checksum of all of {@code data}. */
  public static int of(byte[] data) {
    return of(data, 0, data.length);
  }

  /** Returns the masked checksum of {@code length} bytes of {@code data} from {@code offset}. */
  public static int of(byte[] data, int offset, int length) {
    var crc = new CRC32C();
    crc.update(data, offset, length);
    return mask((int) crc.getValue());
  }

  /** Masks a plain CRC-32C. */
  static int mask(int crc) {
    return Integer.rotateRight(crc, 15) + MASK_DELTA;
  }
}
