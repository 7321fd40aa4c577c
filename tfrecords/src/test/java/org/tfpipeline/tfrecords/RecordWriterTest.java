package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordWriterTest {

  @TempDir Path folder;

  @Test
  void writesTheBytesThatPythonWrites() throws IOException {
    Path file = write(Compression.NONE);
    assertThat(file).hasBinaryContent(TestFiles.bytes("python_none.tfrecord"));
  }

  @ParameterizedTest
  @EnumSource
  void whatItWritesIsRead(Compression compression) throws IOException {
    Path file = write(compression);
    assertThat(TestFiles.readAll(file)).containsExactlyElementsOf(TestFiles.PYTHON_RECORDS);
    try (var reader = RecordReader.open(file)) {
      assertThat(reader.compression()).isEqualTo(compression);
    }
  }

  @Test
  void doesNotOverwrite() throws IOException {
    Path file = Files.writeString(folder.resolve("precious"), "content");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> RecordWriter.create(file, Compression.NONE));
    assertThat(file).hasContent("content");
  }

  private Path write(Compression compression) throws IOException {
    Path file = folder.resolve("written.tfrecord");
    try (var writer = RecordWriter.create(file, compression)) {
      for (byte[] record : TestFiles.PYTHON_RECORDS) {
        writer.write(record);
      }
      assertThat(writer.records()).isEqualTo(3);
    }
    return file;
  }
}
