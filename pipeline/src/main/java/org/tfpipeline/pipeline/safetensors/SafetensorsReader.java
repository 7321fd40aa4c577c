package org.tfpipeline.pipeline.safetensors;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a safetensors file, tensor by tensor. Nothing that the file says is believed before it is
 * checked against the file's length.
 */
public final class SafetensorsReader implements Closeable {
  /** The official reader's limit. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsReader(
      Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws IOException in one sentence, if it is not a safetensors file or cannot be read
   */
  public static SafetensorsReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("'%s' is a folder; name a safetensors file.".formatted(file));
    }
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return open(file, channel);
    } catch (MalformedSafetensorsException e) {
      channel.close();
      throw new IOException(
          "'%s' %s; write it again with safetensors.torch.save_file, as F32, F16 or BF16."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether a file is there and has a sound header. */
  static boolean accepts(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      open(file, channel);
      return true;
    } catch (MalformedSafetensorsException e) {
      return false;
    }
  }

  private static SafetensorsReader open(Path file, FileChannel channel) throws IOException {
    long bytes = channel.size();
    if (bytes < Long.BYTES) {
      throw new MalformedSafetensorsException("is not a safetensors file: it is too short");
    }
    long headerBytes = read(file, channel, 0, Long.BYTES).getLong();
    if (headerBytes < 0 || headerBytes > bytes - Long.BYTES || headerBytes > LONGEST_HEADER) {
      throw new MalformedSafetensorsException(
          "is not a safetensors file, or its end is missing: its header is longer than the file or the format allows");
    }
    String text;
    try {
      text =
          UTF_8.newDecoder().decode(read(file, channel, Long.BYTES, (int) headerBytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedSafetensorsException("has a header that is not " + UTF_8);
    }
    long dataStart = Long.BYTES + headerBytes;
    var header = SafetensorsHeader.parse(text, bytes - dataStart);
    return new SafetensorsReader(file, channel, header, dataStart);
  }

  /** What the file says that it holds. */
  public SafetensorsHeader header() {
    return header;
  }

  /**
   * The numbers of a tensor in row-major order.
   *
   * @param name of a tensor that {@linkplain ElementType#isFloat() fits into floats}
   */
  public float[] read(String name) throws IOException {
    var tensor = header.tensors().get(name);
    checkArgument(tensor != null && tensor.type().isFloat(), "no floats %s", name);
    if (tensor.elements() > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "'%s' has more numbers in %s than Java takes at once; split it.".formatted(file, name));
    }
    var numbers = new float[(int) tensor.elements()];
    long position = dataStart + tensor.begin();
    int done = 0;
    while (done < numbers.length) {
      int count = Math.min(numbers.length - done, BUFFER_BYTES / tensor.type().bytes());
      var data = read(file, channel, position, count * tensor.type().bytes());
      position += data.remaining();
      for (int end = done + count; done < end; done++) {
        numbers[done] = tensor.type().nextFloat(data);
      }
    }
    return numbers;
  }

  private static ByteBuffer read(Path file, FileChannel channel, long position, int bytes)
      throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("'%s' became shorter while it was read; try again.".formatted(file));
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
