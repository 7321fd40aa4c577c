package org.tfpipeline.tools.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** A folder of awkward files; EXPECTED.tsv, made by hand with it, says what becomes of each. */
class OddFilesTest {

  private static final long MOST_PIXELS = 89_478_485;

  @TempDir Path folder;
  private List<OddFile> files;

  /** A row of EXPECTED.tsv. */
  private record OddFile(String name, int width, int height, String note, String wanted) {

    static OddFile parse(String line) {
      String[] cells = line.split("\t", -1);
      return new OddFile(
          cells[0], Integer.parseInt(cells[3]), Integer.parseInt(cells[4]), cells[7], cells[8]);
    }

    /** Whether the file's name can be written on this machine. */
    boolean isNameable() {
      try {
        return Path.of(name).toString().equals(name);
      } catch (InvalidPathException e) {
        return false;
      }
    }

    boolean isTurned() {
      return name.equals("exif_5.jpg") || name.equals("exif_6.jpg");
    }
  }

  @BeforeEach
  void copyFiles() throws IOException {
    Path odd = TestImages.copy(TestImages.path("odd"), folder.resolve("odd"));
    files =
        Files.readAllLines(odd.resolve("EXPECTED.tsv"), UTF_8).stream()
            .skip(1)
            .map(OddFile::parse)
            .toList();
    OddFile foreign =
        files.stream()
            .filter(file -> file.name().startsWith("n\u00e4me"))
            .findFirst()
            .orElseThrow();
    if (foreign.isNameable()) {
      // Not among the resources: a checkout must not depend on the locale.
      Files.copy(odd.resolve("UPPER CASE and space.JPG"), odd.resolve(foreign.name()));
    }
  }

  @TestFactory
  List<DynamicTest> eachIsTreatedAsExpected() {
    assertThat(files).hasSize(35);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.name(), () -> checkTreatment(file)))
        .toList();
  }

  private void checkTreatment(OddFile file) {
    assumeTrue(file.isNameable(), "this locale cannot write the file's name");
    Path path = folder.resolve("odd").resolve(file.name());
    var image = new SourceImage(path, file.name(), Optional.empty(), Optional.empty());
    var check = new ImageCheck(MOST_PIXELS, true, new Reencoder(MemoryBudget.ofHeap()));
    var outcome = check.check(image);
    if (!(outcome instanceof CheckedImage checked)) {
      assertThat(file.wanted()).as("%s: %s", file.note(), outcome).contains("refuse");
      return;
    }
    String done = checked.treatment() == Treatment.UNCHANGED ? "accept" : "re-encode";
    assertThat(file.wanted().split(" or ")).as(file.note()).contains(done);
    assertThat(checked.width()).isEqualTo(file.isTurned() ? file.height() : file.width());
    assertThat(checked.height()).isEqualTo(file.isTurned() ? file.width() : file.height());
  }

  @Test
  void whatIsNotRefusedIsConverted() throws IOException {
    var options =
        new ConversionOptions(
            new CollectionSource(CollectionFormat.FLAT, folder.resolve("odd")),
            folder.resolve("records"),
            "odd",
            Optional.empty(),
            new ShardSize.Count(1),
            MOST_PIXELS,
            true,
            true,
            false,
            0);
    var report = new Conversion(options, (phase, done, total) -> {}).run();
    assertThat(report.refusals())
        .extracting(Refusal::name)
        .containsExactlyInAnyOrder(
            "truncated.jpg",
            "truncated_header.jpg",
            "zero.jpg",
            "text.jpg",
            "html_error.jpg",
            "huge.jpg");
    assertThat(report.treatments().count(Treatment.TURNED)).isEqualTo(3);
    assertThat(report.treatments().count(Treatment.CONVERTED)).isEqualTo(6);
    assertThat(report.passedOver()).containsExactly("EXPECTED.tsv", "README.md");
    var names = new ArrayList<String>();
    for (Path file : RecordFiles.find(folder.resolve("records") + "/*.tfrecord*")) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          var example = ImageExample.parse(reader.record());
          names.add(example.filename());
          Path source = folder.resolve("odd").resolve(example.filename());
          if (wanted(example.filename()).equals("accept")) {
            assertThat(example.encoded().toByteArray()).isEqualTo(Files.readAllBytes(source));
          }
        }
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            files.stream()
                .filter(file -> file.isNameable() && !file.wanted().equals("refuse"))
                .map(OddFile::name)
                .toList());
  }

  private String wanted(String name) {
    return files.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow()
        .wanted();
  }
}
