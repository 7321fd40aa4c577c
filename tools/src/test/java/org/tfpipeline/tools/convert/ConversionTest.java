package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;

class ConversionTest {

  @TempDir Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void copyInput() throws IOException {
    input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    output = folder.resolve("records");
  }

  @Test
  void everyImageBecomesOneRecordWithItsBytesUntouched() throws IOException {
    var report = convert(options(""));
    assertThat(report.written()).isTrue();
    assertThat(report.classes()).containsExactly("hat", "shoes");
    var examples = read("*");
    assertThat(examples).hasSize(7);
    for (ImageExample example : examples) {
      Path file = input.resolve(example.filename());
      assertThat(example.encoded().toByteArray()).isEqualTo(Files.readAllBytes(file));
      String text = file.getParent().getFileName().toString();
      assertThat(example.label()).contains(new ClassLabel(text.equals("hat") ? 0 : 1, text));
      assertThat(example.filename())
          .endsWith(example.format().name().equals("PNG") ? ".png" : ".jpg");
      assertThat(Math.max(example.width(), example.height())).isEqualTo(48);
    }
    assertThat(examples).extracting(ImageExample::filename).doesNotHaveDuplicates();
  }

  @Test
  void writesTheManifestOfTensorFlowDatasets() throws IOException {
    convert(options("split"));
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder(
            "clothes-train.tfrecord-00000-of-00002",
            "clothes-train.tfrecord-00001-of-00002",
            "clothes-validation.tfrecord-00000-of-00002",
            "clothes-validation.tfrecord-00001-of-00002",
            "dataset_info.json",
            "features.json",
            "image-class-label.labels.txt");
    assertThat(output.resolve("image-class-label.labels.txt")).hasContent("hat\nshoes\n");
    JsonObject train = json("dataset_info.json").getAsJsonArray("splits").get(0).getAsJsonObject();
    assertThat(train.get("name").getAsString()).isEqualTo("train");
    assertThat(train.getAsJsonArray("shardLengths").toString()).isEqualTo("[\"2\",\"3\"]");
    for (int shard = 0; shard < 2; shard++) {
      Path file = output.resolve("clothes-train.tfrecord-0000%d-of-00002".formatted(shard));
      assertThat(RecordReader.count(file)).isEqualTo(2 + shard);
    }
    assertThat(read("*-train*").size() + read("*-validation*").size()).isEqualTo(7);
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    convert(options("split"));
    var first = content();
    convert(options("split force"));
    assertThat(content()).isEqualTo(first);
    convert(options("split force seed"));
    assertThat(content()).isNotEqualTo(first).hasSameSizeAs(first);
  }

  @Test
  void badFilesStopItAfterAllAreListed() throws IOException {
    spoil();
    var report = convert(options(""));
    assertThat(report.written()).isFalse();
    assertThat(report.images()).isEqualTo(11);
    assertThat(report.refusals())
        .extracting(Refusal::name)
        .containsExactlyInAnyOrder("stray.jpg", "hat/empty.png", "hat/link.jpg", "shoes/page.jpg");
    assertThat(report.passedOver()).containsExactly("hat/notes.txt");
    assertThat(folder.toFile().list()).containsExactly("photographs");
  }

  @Test
  void badFilesCanBeLeftOut() throws IOException {
    spoil();
    var report = convert(options("skip"));
    assertThat(report.written()).isTrue();
    assertThat(read("*")).hasSize(7);
    assertThat(output.resolve("refused.tsv"))
        .hasContent(
            """
            file\treason
            stray.jpg\tis in no class folder
            hat/empty.png\tis empty
            hat/link.jpg\tis a link to nothing, or was removed
            shoes/page.jpg\tis not an image by its content
            """);
  }

  private void spoil() throws IOException {
    Files.createFile(input.resolve("hat/empty.png"));
    Files.createSymbolicLink(input.resolve("hat/link.jpg"), folder.resolve("unmounted/1.jpg"));
    Files.writeString(input.resolve("shoes/page.jpg"), "<html>not found</html>");
    Files.writeString(input.resolve("hat/notes.txt"), "not an image");
    Files.copy(TestImages.path("kinds/gray.jpg"), input.resolve("stray.jpg"));
    Files.writeString(input.resolve("hat/._014b2a1b.jpg"), "a hidden file of a file manager");
  }

  @Test
  void foldersCanMakeTheSplits() throws IOException {
    Path splits = folder.resolve("splits");
    TestImages.copy(TestImages.PHOTOGRAPHS, splits.resolve("train"));
    TestImages.copy(TestImages.PHOTOGRAPHS.resolve("shoes"), splits.resolve("val/shoes"));
    input = splits;
    var report = convert(options(""));
    assertThat(report.classes()).containsExactly("hat", "shoes");
    assertThat(read("*-train*")).hasSize(7);
    assertThat(read("*-val.*"))
        .hasSize(3)
        .allSatisfy(example -> assertThat(example.label()).contains(new ClassLabel(1, "shoes")))
        .extracting(ImageExample::filename)
        .allMatch(name -> name.startsWith("shoes/"));
    assertThatIOException()
        .isThrownBy(() -> convert(options("split force")))
        .withMessageContaining("make the splits train, val already; leave out --split");
  }

  @Test
  void aFlatCollectionHasNoClasses() throws IOException {
    var report = convert(options("flat"));
    assertThat(report.classes()).isEmpty();
    assertThat(read("*")).hasSize(7).allMatch(example -> example.label().isEmpty());
    assertThat(output.resolve("image-class-label.labels.txt")).doesNotExist();
  }

  @Test
  void refusesInputsWithNothingToConvert() throws IOException {
    Files.createDirectories(input.resolve("socks"));
    assertFault("class folder socks in " + input + " holds no images");
    input = Files.createDirectory(folder.resolve("empty"));
    assertFault("has no class folders; for images without classes use --format flat");
    input = folder.resolve("nowhere");
    assertFault("input folder " + input + " is not there");
    input = TestImages.path("kinds/gray.jpg");
    assertFault("is a file; name the folder");
  }

  @Test
  void refusesOutputsInTheWay() throws IOException {
    convert(options(""));
    assertFault("output folder " + output + " is there already");
    output = input.resolve("records");
    assertFault("is inside the input folder");
  }

  @Test
  void refusesASplitThatWouldBeEmpty() {
    var fractions = new SplitFractions(ImmutableMap.of("train", 0.99, "test", 0.01));
    var options = options("");
    assertThatIOException()
        .isThrownBy(
            () ->
                convert(
                    new ConversionOptions(
                        options.source(),
                        output,
                        "clothes",
                        Optional.of(fractions),
                        options.shardSize(),
                        options.maxPixels(),
                        false,
                        false,
                        0)))
        .withMessageContaining("split test would hold none of the 7 usable images");
    assertThat(folder.toFile().list()).containsExactly("photographs");
  }

  private void assertFault(String message) {
    assertThatIOException().isThrownBy(() -> convert(options(""))).withMessageContaining(message);
  }

  private ConversionOptions options(String words) {
    var fractions = new SplitFractions(ImmutableMap.of("train", 0.7, "validation", 0.3));
    return new ConversionOptions(
        new CollectionSource(
            words.contains("flat") ? CollectionFormat.FLAT : CollectionFormat.FOLDER, input),
        output,
        "clothes",
        words.contains("split") ? Optional.of(fractions) : Optional.empty(),
        new ShardSize.Count(2),
        1_000_000,
        words.contains("skip"),
        words.contains("force"),
        words.contains("seed") ? 1 : 0);
  }

  private static ConversionReport convert(ConversionOptions options) throws IOException {
    return new Conversion(options, (phase, done, total) -> {}).run();
  }

  private List<ImageExample> read(String glob) throws IOException {
    var examples = new ArrayList<ImageExample>();
    for (Path file : RecordFiles.find(output + "/" + (glob.equals("*") ? "*.tfrecord*" : glob))) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          examples.add(ImageExample.parse(reader.record()));
        }
      }
    }
    return examples;
  }

  private Map<String, List<Byte>> content() throws IOException {
    var content = new TreeMap<String, List<Byte>>();
    try (var files = Files.list(output)) {
      for (Path file : files.toList()) {
        content.put(file.getFileName().toString(), Bytes.asList(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(output.resolve(name))).getAsJsonObject();
  }
}
