package org.tfpipeline.tools.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.CollectionSource;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ShardSize;
import org.tfpipeline.tools.convert.TestImages;

class ExtractionTest {

  @TempDir Path folder;

  /** Nothing is lost on the way to files and back. */
  @ParameterizedTest
  @CsvSource({
    "VOC, annotated/bccd, COCO, 7",
    "COCO, annotated/raccoon, COCO, 6",
    "COCO, annotated/nuclei, COCO, 4",
    "MASKS, annotated/road, MASKS, 4",
    "DAVIS, annotated/davis, MASKS, 6",
    "FOLDER, photographs, FOLDER, 7",
    "FLAT, photographs, FLAT, 7"
  })
  void whatWasExtractedConvertsToTheSameRecords(
      CollectionFormat format, String name, CollectionFormat back, int images) throws IOException {
    var first = convert(format, TestImages.path(name), "first");
    var report = extract("first");
    assertThat(report.images()).isEqualTo(images);
    assertThat(report.format()).isEqualToIgnoringCase(back.name());
    assertThat(first).hasSize(images);
    assertThat(convert(back, folder.resolve("files"), "second")).isEqualTo(first);
  }

  @Test
  void imagesAndMasksAreTheFilesThatTheyWere() throws IOException {
    Path source = TestImages.path("annotated/nuclei");
    convert(CollectionFormat.MASKS, source, "first");
    extract("first");
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
    Files.createDirectory(folder.resolve("first"));
    try (var writer = RecordWriter.create(folder.resolve("first/a.tfrecord"), Compression.NONE)) {
      writer.write(image.toBytes());
    }
    assertThatIOException()
        .isThrownBy(() -> extract("first"))
        .withMessageContaining("which is no place below the output folder");
    assertThat(folder.toFile().list()).containsExactly("first");
  }

  @Test
  void aFolderWithFilesIsLeftAlone() throws IOException {
    convert(CollectionFormat.FLAT, TestImages.PHOTOGRAPHS, "first");
    Files.createDirectory(folder.resolve("files"));
    Path work = Files.writeString(folder.resolve("files/thesis.txt"), "x");
    assertThatIOException()
        .isThrownBy(() -> extract("first"))
        .withMessageContaining("is not replaced because it holds thesis.txt");
    assertThat(work).hasContent("x");
  }

  private ExtractionReport extract(String records) throws IOException {
    return new Extraction(folder.resolve(records).toString(), read -> {})
        .into(folder.resolve("files"));
  }

  private Set<ByteString> convert(CollectionFormat format, Path input, String output)
      throws IOException {
    var options =
        new ConversionOptions(
            new CollectionSource(format, input),
            folder.resolve(output),
            "set",
            Optional.empty(),
            new ShardSize.Count(2),
            1_000_000,
            false,
            false,
            0);
    var report = new Conversion(options, (phase, done, total) -> {}).run();
    assertThat(report.refusals()).isEmpty();
    var records = new HashSet<ByteString>();
    for (Path file : RecordFiles.find(folder.resolve(output).toString())) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          records.add(ByteString.copyFrom(reader.record()));
        }
      }
    }
    return records;
  }
}
