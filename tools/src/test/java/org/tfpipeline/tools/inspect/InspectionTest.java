package org.tfpipeline.tools.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.CollectionSource;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ShardSize;
import org.tfpipeline.tools.convert.TestImages;

class InspectionTest {

  private static final String FIRST = "clothes-train.tfrecord-00000-of-00002";
  private static final String SECOND = "clothes-train.tfrecord-00001-of-00002";

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void convert() throws IOException {
    data = folder.resolve("data");
    var options =
        new ConversionOptions(
            new CollectionSource(CollectionFormat.FOLDER, TestImages.PHOTOGRAPHS),
            data,
            "clothes",
            Optional.empty(),
            new ShardSize.Count(2),
            1_000_000,
            true,
            false,
            false,
            0);
    new Conversion(options, (phase, done, total) -> {}).run();
  }

  @Test
  void describesAWholeSet() throws IOException {
    var report = inspect(data.toString());
    assertThat(report.faults()).isEmpty();
    assertThat(report.files()).extracting(FileReport::records).containsExactly(3L, 4L);
    assertThat(report.records()).isEqualTo(7);
    assertThat(report.bytes())
        .isEqualTo(Files.size(data.resolve(FIRST)) + Files.size(data.resolve(SECOND)));
    assertThat(report.classes())
        .containsExactly(new ClassCount(0, "hat", 4), new ClassCount(1, "shoes", 3));
    assertThat(report.heights().largest()).isEqualTo(48);
    assertThat(report.widths().count()).isEqualTo(7);
    assertThat(report.features())
        .extracting(FeatureSummary::name, FeatureSummary::type, FeatureSummary::records)
        .containsExactly(
            tuple("image/class/label", "int64", 7L),
            tuple("image/class/text", "bytes", 7L),
            tuple("image/encoded", "bytes", 7L),
            tuple("image/filename", "bytes", 7L),
            tuple("image/format", "bytes", 7L),
            tuple("image/height", "int64", 7L),
            tuple("image/width", "int64", 7L));
  }

  @Test
  void printsTextAndJson() throws IOException {
    var report = inspect(data.toString());
    var bytes = new ByteArrayOutputStream();
    TextReport.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("clothes train +2 +7 ")
        .containsPattern("image/class/text +bytes +× 1 +in 7 records, such as '(hat|shoes)'")
        .containsPattern("1 shoes +3 #+");
    var json = JsonParser.parseString(JsonReport.of(report)).getAsJsonObject();
    assertThat(json.get("ok").getAsBoolean()).isTrue();
    assertThat(json.get("records").getAsInt()).isEqualTo(7);
    assertThat(json.getAsJsonArray("classes").get(1).getAsJsonObject().get("text").getAsString())
        .isEqualTo("shoes");
  }

  @Test
  void findsADamagedRecordAndGoesOnWithTheOtherFiles() throws IOException {
    Path file = data.resolve(FIRST);
    byte[] bytes = Files.readAllBytes(file);
    long second = offsetOfRecord(file, 1);
    bytes[(int) second + 100] ^= 1;
    Files.write(file, bytes);
    var report = inspect(data.toString());
    assertThat(report.faults()).hasSize(2);
    assertThat(report.faults().get(0))
        .startsWith(file + " is damaged in record 1 at byte " + second + ": the checksum of its");
    assertThat(report.files()).extracting(FileReport::records).containsExactly(1L, 4L);
  }

  /** Checksums cannot tell. */
  @Test
  void findsAFileThatEndsBetweenRecords() throws IOException {
    Path file = data.resolve(FIRST);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) offsetOfRecord(file, 2)));
    assertThat(inspect(data.toString()).faults())
        .singleElement()
        .asString()
        .startsWith(file + " has 2 readable records, dataset_info.json says 3");
    assertThat(inspect(file.toString()).faults()).hasSize(1);
  }

  @Test
  void findsMissingShardsOfAFolderButTakesAFileAlone() throws IOException {
    Files.delete(data.resolve(FIRST));
    assertThat(inspect(data.toString()).faults())
        .singleElement()
        .asString()
        .startsWith("1 of 2 shards are missing, the first is " + data.resolve(FIRST));
    assertThat(inspect(data.resolve(SECOND).toString()).faults()).isEmpty();
  }

  @Test
  void findsRecordsThatAreNoExamples() throws IOException {
    Path file = folder.resolve("lines.tfrecord");
    try (var writer = RecordWriter.create(file, Compression.ZLIB)) {
      writer.write("a line of text".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(inspect(file.toString()).faults())
        .singleElement()
        .asString()
        .startsWith(file + " has no tf.train.Example in record 0 at byte 0");
  }

  @Test
  void saysWhenAFileIsNoTfRecord() throws IOException {
    Path file = TestImages.path("kinds/gray.jpg");
    assertThat(inspect(file.toString()).faults())
        .containsExactly(
            file
                + " is not a TFRecord file: it begins with the signature of a JPEG image, which is no record header; name files that 'tfpipeline convert' or TensorFlow wrote");
  }

  @Test
  void nothingThereIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> inspect(folder.resolve("nothing").toString()))
        .withMessageContaining("is not there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"name\": null, \"splits\": []}",
        "{\"name\": \"clothes\", \"splits\": {}}",
        "{\"name\": \"clothes\", \"splits\": [{\"name\": \"train\", \"shardLengths\": [\"many\"]}]}",
        "\u0000\u0001"
      })
  void whatIsNoManifestIsNamed(String content) throws IOException {
    Path manifest = Files.writeString(data.resolve("dataset_info.json"), content);
    assertThat(inspect(data.toString()).faults())
        .containsExactly(
            manifest + " is no manifest of TensorFlow Datasets; write the data set anew");
  }

  private static InspectionReport inspect(String pattern) throws IOException {
    return Inspection.of(pattern, records -> {});
  }

  private static long offsetOfRecord(Path file, int index) throws IOException {
    try (var reader = RecordReader.open(file)) {
      for (int i = 0; i <= index; i++) {
        assertThat(reader.next()).isTrue();
      }
      return reader.offset();
    }
  }
}
