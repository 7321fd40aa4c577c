package org.tfpipeline.tools.convert;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The blocks of a GIF file. */
final class GifBlocks {

  private static final int HEADER_BYTES = 6;
  private static final int COLOR_BYTES = 3;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;

  private GifBlocks() {}

  /**
   * Finds the first frame; empty if the file ends before that frame does. The canvas is enlarged
   * where the frame leaves it, as Pillow does.
   */
  static Optional<FirstFrame> firstFrame(byte[] gif) {
    var buffer = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
    try {
      buffer.position(HEADER_BYTES);
      int width = Short.toUnsignedInt(buffer.getShort());
      int height = Short.toUnsignedInt(buffer.getShort());
      byte flags = buffer.get();
      skip(buffer, 2);
      skipPalette(buffer, flags);
      while (true) {
        int block = buffer.get();
        if (block == EXTENSION) {
          skip(buffer, 1);
          skipData(buffer);
        } else if (block == IMAGE) {
          int left = Short.toUnsignedInt(buffer.getShort());
          int top = Short.toUnsignedInt(buffer.getShort());
          int right = left + Short.toUnsignedInt(buffer.getShort());
          int bottom = top + Short.toUnsignedInt(buffer.getShort());
          skipPalette(buffer, buffer.get());
          // The width of the codes.
          skip(buffer, 1);
          skipData(buffer);
          return Optional.of(
              new FirstFrame(Math.max(width, right), Math.max(height, bottom), left, top));
        } else {
          return Optional.empty();
        }
      }
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static void skipPalette(ByteBuffer buffer, byte flags) {
    if ((flags & 0x80) != 0) {
      skip(buffer, COLOR_BYTES << ((flags & 7) + 1));
    }
  }

  private static void skipData(ByteBuffer buffer) {
    int length;
    do {
      length = Byte.toUnsignedInt(buffer.get());
      skip(buffer, length);
    } while (length > 0);
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    if (bytes > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    buffer.position(buffer.position() + bytes);
  }
}
