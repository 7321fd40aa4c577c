package org.tfpipeline.tfrecords;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files beside these tests. */
final class TestFiles {

  /** What Python wrote into {@code python_*.tfrecord}. */
  static final List<byte[]> PYTHON_RECORDS =
      List.of(new byte[0], "tfrecord".getBytes(StandardCharsets.UTF_8), counting());

  private TestFiles() {}

  static Path path(String name) {
    try {
      return Path.of(TestFiles.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<byte[]> readAll(Path file) throws IOException {
    var records = new ArrayList<byte[]>();
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }

  private static byte[] counting() {
    byte[] bytes = new byte[4 * 256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
