package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.tfpipeline.tfrecords.RecordException;
import org.tfpipeline.tfrecords.RecordReader;

/** What must hold when any file is read as TFRecords. */
final class RecordChecks {

  private RecordChecks() {}

  static long file(byte[] input, Path folder) throws IOException {
    Path file = InputFile.write(folder.resolve("file.tfrecord"), input);
    long records = 0;
    Optional<RecordException> fault = Optional.empty();
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        records++;
      }
    } catch (RecordException e) {
      fault = Optional.of(e);
    }
    checkCount(file, records, fault);
    return contentBytes(input);
  }

  /** Counting passes over the data, so it may find more records than can be read, never fewer. */
  private static void checkCount(Path file, long read, Optional<RecordException> fault)
      throws IOException {
    fault.ifPresent(Sentence::check);
    try {
      long counted = RecordReader.count(file);
      if (fault.isPresent()) {
        assertThat(counted).isGreaterThan(read);
      } else {
        assertThat(counted).isEqualTo(read);
      }
    } catch (RecordException e) {
      Sentence.check(e);
      assertThat(fault).as("fault of reading").isPresent();
    }
  }

  static long repairedFile(byte[] input, Path folder) throws IOException {
    byte[] repaired = RecordFrames.repaired(input);
    return switch (input.length % 3) {
      case 0 -> file(repaired, folder);
      case 1 -> file(compress(repaired, GZIPOutputStream::new), folder);
      default -> file(compress(repaired, DeflaterOutputStream::new), folder);
    };
  }

  private interface Wrapper<T> {
    T wrap(T stream) throws IOException;
  }

  private static byte[] compress(byte[] content, Wrapper<OutputStream> compression)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = compression.wrap(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static long contentBytes(byte[] input) {
    long inflated =
        Math.max(length(input, GZIPInputStream::new), length(input, InflaterInputStream::new));
    return input.length + inflated;
  }

  /** How much comes out before the stream ends or turns out to be none. */
  private static long length(byte[] input, Wrapper<InputStream> compression) {
    long length = 0;
    byte[] buffer = new byte[1 << 13];
    try (var in = compression.wrap(new ByteArrayInputStream(input))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        length += count;
      }
    } catch (IOException endsHere) {
      return length;
    }
    return length;
  }
}
