package org.tfpipeline.tools.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;
import org.tfpipeline.tools.cli.CommandLine;
import org.tfpipeline.tools.convert.TestImages;

/** What was extracted becomes the same records again, byte by byte, with the command printed. */
class ExtractionTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "photographs | --format folder --shards 2 | folder",
        "photographs | --format folder --split fit=0.6,holdout=0.4 --shards 2 | folder",
        "photographs | --format folder --split val=0.6,test=0.4 | folder",
        "photographs | --format folder --split everything=1 | folder",
        "photographs | --format flat --split train=0.6,test=0.4 --shard-size 1KB | flat",
        "annotated/bccd | --format voc | coco",
        "annotated/raccoon | --format coco --split a=0.5,b=0.5 | coco",
        "annotated/nuclei | --format coco --shards 3 | coco",
        "annotated/road | --format masks --split fit=0.5,holdout=0.5 | masks",
        "annotated/nuclei | --format masks --masks instances | masks",
        "annotated/davis | --format davis | masks"
      })
  void collectionsOfAllFormatsComeBack(String collection, String flags, String format)
      throws IOException {
    convert(TestImages.path(collection), flags.split(" ", -1));
    assertThat(comeBack()).contains("--format").contains(format);
  }

  /** The names are the same in both splits. */
  @Test
  void foldersOfSplitsComeBack() throws IOException {
    TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("in/train"));
    TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("in/val"));
    convert(folder.resolve("in"), "--format", "folder");
    assertThat(comeBack()).doesNotContain("--split");
  }

  /** Only the first of these classes is used, and not the first one by name. */
  @ParameterizedTest
  @CsvSource({"folder, photographs, shoes hat", "coco, annotated/raccoon, raccoon"})
  void ordersOfClassesAndUnusedOnesComeBack(String format, String collection, String used)
      throws IOException {
    Path labels = folder.resolve("labels.txt");
    var classes = new ArrayList<>(List.of(used.split(" ", -1)));
    classes.addAll(List.of("a bear", "1 cat"));
    Files.write(labels, classes);
    String flag = "--labels";
    convert(TestImages.path(collection), "--format", format, flag, labels.toString());
    Files.delete(labels);
    assertThat(comeBack()).contains(flag, folder.resolve("files/classes.txt").toString());
  }

  @Test
  void categoriesWithoutObjectsComeBack() throws IOException {
    Path in = TestImages.copy(TestImages.path("annotated/raccoon"), folder.resolve("in"));
    Path file = in.resolve("instances.json");
    JsonObject coco = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    var cat = new JsonObject();
    cat.addProperty("id", 7);
    cat.addProperty("name", "cat");
    coco.getAsJsonArray("categories").add(cat);
    Files.writeString(file, new Gson().toJson(coco));
    convert(in, "--format", "coco");
    comeBack();
    assertThat(folder.resolve("files/classes.txt")).hasContent("0 cat\n1 raccoon\n");
  }

  /** Boxes with more digits than the corners of pixels, and masks of which none has a pixel. */
  @Test
  void boxesAndMasksOfAnySizeComeBack() throws IOException {
    Path in = Files.createDirectories(folder.resolve("in"));
    Path photograph = TestImages.PHOTOGRAPHS.resolve("hat/014b2a1b.jpg");
    Files.copy(photograph, in.resolve("a.jpg"));
    Files.writeString(
        in.resolve("instances.json"),
        """
        {"images": [{"id": 1, "file_name": "a.jpg"}],
         "categories": [{"id": 1, "name": "hat"}],
         "annotations": [
          {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0.1234567, 1.9876543, 3.3333333, 7.7777777],
           "area": 0.123456789, "segmentation": [[1.1, 1.1, 1.2, 1.1, 1.1, 1.2]]},
          {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1e-5, 2e-5, 1e-6, 30]}
         ]}
        """);
    convert(in, "--format", "coco");
    comeBack();
  }

  @Test
  void tablesComeBack() throws IOException {
    Path hat = TestImages.PHOTOGRAPHS.resolve("hat/014b2a1b.jpg");
    var names = List.of("a/hat, \"felt\".jpg", ".b/1.jpg", "../other/a.jpg", "./c.jpg", "train/d");
    var table = new StringBuilder();
    Path in = Files.createDirectories(folder.resolve("in"));
    for (String name : names) {
      Files.createDirectories(in.resolve(name).normalize().getParent());
      Files.copy(hat, in.resolve(name));
      table.append('"').append(name.replace("\"", "\"\"")).append("\",").append(name.length());
      table.append('\n');
    }
    Path csv = Files.writeString(in.resolve("all.csv"), table);
    convert(csv, "--format", "csv", "--split", "fit=0.6,holdout=0.4");
    assertThat(comeBack()).contains("--format", "csv");
    assertThat(folder.resolve("files/images/other/a.jpg")).hasSameBinaryContentAs(hat);
  }

  @Test
  void imagesAndMasksAreTheFilesThatTheyWere() throws IOException {
    Path source = TestImages.path("annotated/nuclei");
    convert(source, "--format", "masks");
    extract();
    try (var files = Files.list(source.resolve("images"))) {
      for (Path file : files.toList()) {
        assertThat(folder.resolve("files/images").resolve(file.getFileName()))
            .hasSameBinaryContentAs(file);
      }
    }
    assertThat(folder.resolve("files/classes.txt")).hasContent("0 background\n1 nucleus\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.png", "a/../../evil.png", ".", "a\0b"})
  void namesThatLeadElsewhereAreRefused(String name) throws IOException {
    var image =
        new ImageExample(
            ByteString.copyFromUtf8("x"), ImageFormat.PNG, name, 1, 1, Optional.empty());
    Files.createDirectory(folder.resolve("records"));
    try (var writer = RecordWriter.create(folder.resolve("records/a.tfrecord"), Compression.NONE)) {
      writer.write(image.toBytes());
    }
    assertThatIOException()
        .isThrownBy(this::extract)
        .withMessageContaining("which is no place below the output folder");
    assertThat(folder.toFile().list()).containsExactly("records");
  }

  @Test
  void anImageThatNoListCanNameStopsAnExtractionIntoLists() throws IOException {
    TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("in/hat "));
    convert(folder.resolve("in"), "--format", "flat", "--split", "a=0.5,b=0.5");
    assertThatIOException()
        .isThrownBy(this::extract)
        .withMessageStartingWith("no list can name the image 'hat /")
        .withMessageEndingWith("'; extract one split at a time");
  }

  @Test
  void aFolderWithFilesIsLeftAlone() throws IOException {
    convert(TestImages.PHOTOGRAPHS, "--format", "flat");
    Files.createDirectory(folder.resolve("files"));
    Path work = Files.writeString(folder.resolve("files/thesis.txt"), "x");
    assertThatIOException()
        .isThrownBy(this::extract)
        .withMessageContaining("is not replaced because it holds thesis.txt");
    assertThat(work).hasContent("x");
  }

  private void convert(Path input, String... flags) {
    var arguments = new ArrayList<>(List.of("convert", "--input", input.toString()));
    arguments.addAll(List.of("--output", folder.resolve("records").toString(), "--name", "set"));
    arguments.addAll(List.of(flags));
    run(arguments);
  }

  private static void run(List<String> arguments) {
    var result = CommandLine.run(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
  }

  /** Extracts, converts again and compares; returns how. */
  private List<String> comeBack() throws IOException {
    var wayBack = extract().wayBack();
    run(wayBack);
    assertThat(content("files-records")).isEqualTo(content("records")).isNotEmpty();
    return wayBack;
  }

  private ExtractionReport extract() throws IOException {
    return new Extraction(folder.resolve("records").toString(), read -> {})
        .into(folder.resolve("files"));
  }

  /** Shards, features and labels. */
  private Map<String, List<Byte>> content(String records) throws IOException {
    var content = new TreeMap<String, List<Byte>>();
    try (var files = Files.newDirectoryStream(folder.resolve(records), "{set-*,f*.json,*.txt}")) {
      for (Path file : files) {
        content.put(file.getFileName().toString(), Bytes.asList(Files.readAllBytes(file)));
      }
    }
    return content;
  }
}
