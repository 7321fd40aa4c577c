package org.tfpipeline.tools.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chunks of a WebP file, whose container is RIFF. The decoder believes whatever size it reads
 * last, so that the sizes in a file must be compared here.
 */
final class WebpChunks {

  private static final int HEADER_BYTES = 12;
  private static final int SIZE_AT = 4;

  /** Place, size, duration and flags before the chunks of an animation's frame. */
  private static final int FRAME_HEADER_BYTES = 16;

  private WebpChunks() {}

  /** A chunk of a file or of a frame. */
  private record Chunk(String type, ByteBuffer data) {

    int uint24(int at) {
      return Short.toUnsignedInt(data.getShort(at))
          | Byte.toUnsignedInt(data.get(at + 2)) << Short.SIZE;
    }
  }

  /** Numbers of pixels. */
  private record Size(int width, int height) {
    @Override
    public String toString() {
      return width + " x " + height;
    }
  }

  /** Returns what is wrong with the structure, to be read after the file's name. */
  static Optional<String> fault(byte[] webp) {
    var file = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    if (Integer.toUnsignedLong(file.getInt(SIZE_AT)) + 2 * Integer.BYTES > webp.length) {
      return Optional.of("is cut off: the WebP is shorter than it says");
    }
    try {
      return sizeFault(chunks(file.position(HEADER_BYTES)), Optional.empty());
    } catch (IndexOutOfBoundsException e) {
      return Optional.of("is damaged: a WebP chunk is too short for what it must hold");
    }
  }

  private static Optional<String> sizeFault(List<Chunk> chunks, Optional<Size> stated) {
    var canvas = stated;
    for (Chunk chunk : chunks) {
      switch (chunk.type()) {
        case "VP8X" -> canvas = Optional.of(canvas(chunk));
        case "ANMF" -> {
          var frame = new Size(chunk.uint24(6) + 1, chunk.uint24(9) + 1);
          long right = 2L * chunk.uint24(0) + frame.width();
          long bottom = 2L * chunk.uint24(3) + frame.height();
          if (canvas.isEmpty() || right > canvas.get().width() || bottom > canvas.get().height()) {
            return Optional.of("is damaged: the first frame of the WebP leaves its canvas");
          }
          return sizeFault(chunks(chunk.data().position(FRAME_HEADER_BYTES)), Optional.of(frame));
        }
        case "VP8 ", "VP8L" -> {
          Size size = chunk.type().equals("VP8 ") ? lossySize(chunk) : losslessSize(chunk);
          return canvas.isPresent() && !canvas.get().equals(size)
              ? Optional.of(
                  "is damaged: the WebP says that it has %s pixels, its data %s"
                      .formatted(canvas.get(), size))
              : Optional.empty();
        }
        default -> {}
      }
    }
    return Optional.of("is damaged: the WebP holds no whole image");
  }

  /** Finds the first frame of an animation without faults; empty if it is no animation. */
  static Optional<FirstFrame> firstFrame(byte[] webp) {
    Optional<Size> canvas = Optional.empty();
    for (Chunk chunk : chunks(ByteBuffer.wrap(webp).position(HEADER_BYTES))) {
      if (chunk.type().equals("VP8X")) {
        canvas = Optional.of(canvas(chunk));
      } else if (chunk.type().equals("ANMF")) {
        return canvas.map(
            size ->
                new FirstFrame(
                    size.width(), size.height(), 2 * chunk.uint24(0), 2 * chunk.uint24(3)));
      }
    }
    return Optional.empty();
  }

  private static Size canvas(Chunk chunk) {
    return new Size(chunk.uint24(4) + 1, chunk.uint24(7) + 1);
  }

  private static Size lossySize(Chunk chunk) {
    int most = 0x3fff;
    return new Size(chunk.data().getShort(6) & most, chunk.data().getShort(8) & most);
  }

  private static Size losslessSize(Chunk chunk) {
    int most = 0x3fff;
    int bits = chunk.data().getInt(1);
    return new Size((bits & most) + 1, ((bits >>> 14) & most) + 1);
  }

  /** Returns the orientation that the file's EXIF chunk states. */
  static Orientation orientation(byte[] webp) {
    var content = ByteBuffer.wrap(webp).position(HEADER_BYTES);
    return chunks(content).stream()
        .filter(chunk -> chunk.type().equals("EXIF"))
        .findFirst()
        .map(chunk -> exif(chunk.data()))
        .orElse(Orientation.UPRIGHT);
  }

  private static Orientation exif(ByteBuffer data) {
    // Some writers keep the mark that precedes the data in JPEG files.
    boolean marked = data.remaining() > 6 && data.get(0) == 'E' && data.get(1) == 'x';
    return ExifOrientation.of(marked ? data.position(6) : data);
  }

  /** Returns the chunks as far as they are whole. */
  private static List<Chunk> chunks(ByteBuffer content) {
    var buffer = content.slice().order(ByteOrder.LITTLE_ENDIAN);
    var chunks = new ArrayList<Chunk>();
    var type = new byte[Integer.BYTES];
    while (buffer.remaining() >= 2 * Integer.BYTES) {
      buffer.get(type);
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining()) {
        break;
      }
      var data = buffer.slice(buffer.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      chunks.add(new Chunk(new String(type, ISO_8859_1), data));
      // Chunks begin at even places.
      buffer.position(Math.min(buffer.limit(), buffer.position() + length + (length & 1)));
    }
    return chunks;
  }
}
