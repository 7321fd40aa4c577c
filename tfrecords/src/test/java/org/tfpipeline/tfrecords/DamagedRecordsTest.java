package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedRecordsTest {

  /** Where the records of the plain file begin, and its end. */
  private static final List<Integer> BOUNDARIES = List.of(0, 16, 40, 1080);

  @TempDir Path folder;

  /** What was read, and how reading ended. */
  private record Outcome(List<byte[]> records, RecordException fault) {}

  @Test
  void everyFlippedBitIsFoundInItsRecord() throws IOException {
    byte[] intact = TestFiles.bytes("python_none.tfrecord");
    for (int position = 0; position < intact.length; position++) {
      Outcome outcome = read(flip(intact, position, position % 8));
      int record = recordOf(position);
      assertThat(outcome.fault()).as("byte %s", position).isNotNull();
      assertThat(outcome.fault().recordIndex()).as("byte %s", position).isEqualTo(record);
      assertThat(outcome.fault().offset()).isEqualTo((long) BOUNDARIES.get(record));
      assertThat(outcome.records())
          .containsExactlyElementsOf(TestFiles.PYTHON_RECORDS.subList(0, record));
    }
  }

  @Test
  void everyTruncationBetweenBoundariesIsFound() throws IOException {
    byte[] intact = TestFiles.bytes("python_none.tfrecord");
    for (int length = 0; length < intact.length; length++) {
      Outcome outcome = read(Arrays.copyOf(intact, length));
      boolean boundary = BOUNDARIES.contains(length);
      int whole = boundary ? BOUNDARIES.indexOf(length) : recordOf(length);
      assertThat(outcome.fault() == null).as("length %s", length).isEqualTo(boundary);
      assertThat(outcome.records()).hasSize(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python_gzip.tfrecord", "python_zlib.tfrecord"})
  void everyTruncationOfACompressedFileIsFound(String name) throws IOException {
    byte[] intact = TestFiles.bytes(name);
    for (int length = 1; length < intact.length; length++) {
      Outcome outcome = read(Arrays.copyOf(intact, length));
      assertThat(outcome.fault()).as("length %s", length).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python_gzip.tfrecord", "python_zlib.tfrecord"})
  void noFlippedBitOfACompressedFileChangesARecord(String name) throws IOException {
    byte[] intact = TestFiles.bytes(name);
    for (int position = 0; position < intact.length; position++) {
      Outcome outcome = read(flip(intact, position, position % 8));
      // Some bits of the GZIP header, such as its time, do not touch the content.
      int expected = outcome.fault() == null ? 3 : outcome.records().size();
      assertThat(outcome.records())
          .as("byte %s", position)
          .containsExactlyElementsOf(TestFiles.PYTHON_RECORDS.subList(0, expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python_gzip.tfrecord", "python_zlib.tfrecord"})
  void bytesAfterACompressedStreamAreFound(String name) throws IOException {
    byte[] other = "something else that follows".getBytes(StandardCharsets.UTF_8);
    Outcome outcome = read(Bytes.concat(TestFiles.bytes(name), other));
    assertThat(outcome.fault()).hasMessageContaining("other bytes follow the end");
  }

  @Test
  void countingFindsFaultsOfLengths() throws IOException {
    byte[] intact = TestFiles.bytes("python_none.tfrecord");
    Path file = folder.resolve("file");
    for (int position : new int[] {0, 8, 16, 27, 40, 51}) {
      Files.write(file, flip(intact, position, 0));
      assertThatExceptionOfType(RecordException.class)
          .as("byte %s", position)
          .isThrownBy(() -> RecordReader.count(file));
    }
    Files.write(file, Arrays.copyOf(intact, intact.length - 1));
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> RecordReader.count(file))
        .withMessageContaining("cut off in record 2 at byte 40");
  }

  @ParameterizedTest
  @CsvSource({"1099511627776", "2147483647", "-1", "17"})
  void aLengthBeyondTheFileIsATruncation(long length) throws IOException {
    var bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    bytes.putInt(MaskedCrc32c.of(bytes.array(), 0, 8));
    Outcome outcome = read(bytes.array());
    assertThat(outcome.fault())
        .hasMessageContaining("is cut off in record 0 at byte 0")
        .hasMessageContaining(Long.toUnsignedString(length) + " bytes")
        .hasMessageContaining("20 bytes are left");
  }

  @Test
  void saysWhatWasFound() throws IOException {
    byte[] intact = TestFiles.bytes("python_none.tfrecord");
    assertThat(read(flip(intact, 40 + 12, 0)).fault())
        .hasMessageMatching(
            ".*/damaged.tfrecord is damaged in record 2 at byte 40: "
                + "the checksum of its 1024 bytes is [0-9a-f]{8}, stored is [0-9a-f]{8}; .*");
    assertThat(read(flip(intact, 16, 0)).fault())
        .hasMessageContaining("record 1 at byte 16: the checksum of its length does not match");
  }

  @ParameterizedTest
  @CsvSource({
    "photo.jpg, it begins with the signature of a JPEG image",
    "README.md, it begins with the text '# Files writ'"
  })
  void anotherKindOfFileIsNamed(String name, String found) throws IOException {
    assertThat(read(TestFiles.bytes(name)).fault())
        .hasMessageContaining("is not a TFRecord file: " + found);
  }

  @Test
  void aFileShorterThanAnyRecordIsNamed() throws IOException {
    assertThat(read("hello".getBytes(StandardCharsets.UTF_8)).fault())
        .hasMessageContaining("is not a TFRecord file, or was cut off in its first record")
        .hasMessageContaining("ends after 5 bytes, the smallest record has 16");
  }

  private Outcome read(byte[] content) throws IOException {
    Path file = folder.resolve("damaged.tfrecord");
    // Some file systems wait for the disk when a file is emptied and rewritten.
    Files.deleteIfExists(file);
    Files.write(file, content);
    var records = new ArrayList<byte[]>();
    var fault =
        catchThrowableOfType(
            RecordException.class,
            () -> {
              try (var reader = RecordReader.open(file)) {
                while (reader.next()) {
                  records.add(reader.record());
                }
              }
            });
    return new Outcome(records, fault);
  }

  private static byte[] flip(byte[] bytes, int position, int bit) {
    byte[] flipped = bytes.clone();
    flipped[position] ^= (byte) (1 << bit);
    return flipped;
  }

  private static int recordOf(int position) {
    return position < 16 ? 0 : position < 40 ? 1 : 2;
  }
}
