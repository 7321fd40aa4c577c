package org.tfpipeline.tools.convert.mask;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNGs of one channel whose samples are the numbers given, without palette or gamma. */
public final class GrayPng {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BUFFER_BYTES = 1 << 15;

  private GrayPng() {}

  /** Puts the samples of a row into a buffer that has room for them. */
  interface Rows {
    void put(int row, ByteBuffer line);
  }

  /** Encodes 8-bit samples, row by row. */
  public static byte[] encode(int width, int height, byte[] samples) {
    return encode(width, height, Byte.BYTES, (row, line) -> line.put(samples, row * width, width));
  }

  /** Encodes 8-bit samples that are all 0. */
  public static byte[] encodeEmpty(int width, int height) {
    return encode(width, height, Byte.BYTES, (row, line) -> {});
  }

  static byte[] encode(int width, int height, int sampleBytes, Rows rows) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) (Byte.SIZE * sampleBytes))
            .array();
    var png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", compress(height, width * sampleBytes, rows)));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  /** Rows with a zero in front, which means that they are not filtered. */
  private static byte[] compress(int height, int rowBytes, Rows rows) {
    var compressed = new ByteArrayOutputStream();
    var buffer = new byte[BUFFER_BYTES];
    var line = new byte[1 + rowBytes];
    var deflater = new Deflater();
    try {
      for (int row = 0; row < height; row++) {
        rows.put(row, ByteBuffer.wrap(line, 1, rowBytes));
        deflater.setInput(line);
        while (!deflater.needsInput()) {
          compressed.write(buffer, 0, deflater.deflate(buffer));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        compressed.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
