package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordReaderTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void readsWhatPythonWroteWhateverTheNameSays(Compression compression) throws IOException {
    Path file = folder.resolve("misleading.gz");
    Files.copy(python(compression), file);
    assertThat(TestFiles.readAll(file)).containsExactlyElementsOf(TestFiles.PYTHON_RECORDS);
    try (var reader = RecordReader.open(file)) {
      assertThat(reader.compression()).isEqualTo(compression);
    }
  }

  @ParameterizedTest
  @EnumSource
  void knowsWhereItIs(Compression compression) throws IOException {
    try (var reader = RecordReader.open(python(compression))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.index()).isEqualTo(0);
      assertThat(reader.offset()).isEqualTo(0);
      assertThat(reader.next()).isTrue();
      assertThat(reader.index()).isEqualTo(1);
      assertThat(reader.offset()).isEqualTo(16);
      assertThat(reader.next()).isTrue();
      assertThat(reader.index()).isEqualTo(2);
      assertThat(reader.offset()).isEqualTo(16 + 16 + 8);
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void counts(Compression compression) throws IOException {
    assertThat(RecordReader.count(python(compression))).isEqualTo(3);
  }

  @Test
  void anEmptyFileHoldsNoRecords() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.tfrecord"));
    assertThat(TestFiles.readAll(file)).isEmpty();
    assertThat(RecordReader.count(file)).isEqualTo(0);
  }

  /** 559,903 is 0x088b1f: little endian, a record of that length starts as GZIP streams do. */
  @Test
  void aLengthThatLooksLikeGzipIsALength() throws IOException {
    Path file = folder.resolve("data.tfrecord");
    byte[] record = new byte[0x088b1f];
    try (var writer = RecordWriter.create(file, Compression.NONE)) {
      writer.write(record);
    }
    assertThat(Files.readAllBytes(file)).startsWith(0x1f, 0x8b, 0x08);
    assertThat(TestFiles.readAll(file)).containsExactly(record);
  }

  @Test
  void readsGzipFilesThatWerePutTogether() throws IOException {
    byte[] once = TestFiles.bytes("python_gzip.tfrecord");
    Path file = folder.resolve("twice.tfrecord.gz");
    Files.write(file, Bytes.concat(once, once));
    assertThat(TestFiles.readAll(file)).hasSize(6);
  }

  private static Path python(Compression compression) {
    return TestFiles.path(
        "python_%s.tfrecord".formatted(compression.name().toLowerCase(Locale.ROOT)));
  }
}
