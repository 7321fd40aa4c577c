package org.tfpipeline.pipeline.safetensors;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes float32 tensors as a safetensors file; the same tensors always as the same bytes. */
public final class SafetensorsWriter {
  /** Data start at a multiple of it, so that they can be mapped to memory. */
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Gives the numbers of a tensor in row-major order. */
  @FunctionalInterface
  public interface TensorSource {
    float[] numbers(String name) throws IOException;
  }

  /**
   * Writes a file, which appears whole or not at all, its folder if need be with it. A safetensors
   * file that is there is replaced.
   *
   * @param metadata free texts by name
   * @param shapes of the tensors, in the order in which the numbers are asked for
   * @throws IOException in one sentence, if it cannot be written, or something else is in its place
   */
  public static void write(
      Path file,
      ImmutableMap<String, String> metadata,
      ImmutableSortedMap<String, ImmutableLongArray> shapes,
      TensorSource source)
      throws IOException {
    checkPlace(file);
    var header = SafetensorsHeader.ofFloats(metadata, shapes);
    var aside =
        file.resolveSibling(
            ".incomplete-%d-%s".formatted(ProcessHandle.current().pid(), file.getFileName()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeHeader(channel, header);
        for (var tensor : header.tensors().entrySet()) {
          var numbers = source.numbers(tensor.getKey());
          checkState(numbers.length == tensor.getValue().elements(), "%s", tensor);
          writeNumbers(channel, numbers);
        }
        channel.force(true);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(
          "'%s' cannot be written (%s); make room or name another.".formatted(file, e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Checks that a file may be written.
   *
   * @throws IOException in one sentence, if something else than a safetensors file is in its place
   */
  public static void checkPlace(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("'%s' is a folder; name a file to be written.".formatted(file));
    }
    if (Files.exists(file) && !SafetensorsReader.accepts(file)) {
      throw new IOException(
          "'%s' is not a safetensors file and is kept; name another.".formatted(file));
    }
  }

  private static void writeHeader(FileChannel channel, SafetensorsHeader header)
      throws IOException {
    var json = header.toJson().getBytes(UTF_8);
    var padding = Strings.repeat(" ", Math.floorMod(-json.length, ALIGNMENT)).getBytes(UTF_8);
    var start = ByteBuffer.allocate(Long.BYTES + json.length + padding.length);
    start.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length + padding.length);
    writeAll(channel, start.put(json).put(padding).flip());
  }

  private static void writeNumbers(FileChannel channel, float[] numbers) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      if (!buffer.hasRemaining()) {
        writeAll(channel, buffer.flip());
        buffer.clear();
      }
      buffer.putFloat(number);
    }
    writeAll(channel, buffer.flip());
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
