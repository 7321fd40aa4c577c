package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tools.convert.mask.GrayPng;

/** Masks, clips, and whatever lists divide or name. */
class ListedCollectionsTest {

  @TempDir Path folder;
  private CollectionRun run;

  @BeforeEach
  void prepare() {
    run = new CollectionRun(folder);
  }

  @Test
  void masksAreRefusedWithTheReason() throws IOException {
    run.copy("nuclei");
    try (var masks = Files.list(run.input.resolve("masks"))) {
      List<Path> files = masks.sorted().toList();
      Files.delete(files.get(0));
      Files.copy(TestImages.path("kinds/gray.jpg"), replace(files.get(1)));
      Files.copy(TestImages.path("kinds/alpha.png"), replace(files.get(2)));
      Files.copy(
          CollectionRun.COLLECTIONS.resolve("road/masks").toFile().listFiles()[0].toPath(),
          run.input.resolve("masks/more.png"));
      var report = run.convert(CollectionFormat.MASKS, "");
      assertThat(CollectionRun.refusals(report))
          .satisfiesExactlyInAnyOrder(
              refusal ->
                  assertThat(refusal).endsWith(" has no mask masks/" + files.get(0).getFileName()),
              refusal ->
                  assertThat(refusal).endsWith(", which is no PNG; save it as one of one channel"),
              refusal ->
                  assertThat(refusal).endsWith(", which has 36 x 48 pixels, its image 256 x 256"),
              refusal -> assertThat(refusal).isEqualTo("masks/more.png is a mask without image"));
    }
  }

  @Test
  void aMaskWithANumberBeyondTheClassesIsRefused() throws IOException {
    run.copy("objects");
    Files.writeString(run.input.resolve("classes.txt"), "0 background\n1 bird\n");
    assertThat(CollectionRun.refusals(run.convert(CollectionFormat.MASKS, "")))
        .hasSize(7)
        .allMatch(refusal -> refusal.contains("but the 2 classes end at 1; name all classes"));
  }

  /** Of the same size, so that only its bytes tell. */
  @Test
  void aMaskThatChangesBetweenTheChecksAndTheRecordsIsNoticed() throws IOException {
    run.copy("nuclei");
    Path mask = run.input.resolve("masks").toFile().listFiles()[0].toPath();
    var source = new CollectionSource(CollectionFormat.MASKS, run.input);
    var conversion =
        new Conversion(
            run.options(source, ""),
            (phase, done, total) -> {
              if (phase.equals("checking") && done == total) {
                writeEmptyMask(mask);
              }
            });
    assertThatIOException()
        .isThrownBy(conversion::run)
        .withMessage(
            "%s changed while it was converted; convert again when nothing writes to it", mask);
    assertThat(run.output).doesNotExist();
  }

  private static void writeEmptyMask(Path file) {
    try {
      Files.write(file, GrayPng.encodeEmpty(256, 256));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void masksOfSixteenBitsHaveNoClasses() throws IOException {
    run.copy("nuclei");
    var source =
        new CollectionSource(
            CollectionFormat.MASKS, run.input, Optional.empty(), Optional.empty(), "instances");
    var report = run.convert(source, "");
    assertThat(report.content()).isEqualTo(new RecordContent.Masks(report.classes(), true));
    assertThat(report.classes()).isEmpty();
  }

  @Test
  void clipsMakeTheSplits() throws IOException {
    run.copy("davis");
    var report = run.convert(CollectionFormat.DAVIS, "");
    assertThat(report.splits()).extracting(split -> split.name()).containsExactly("train", "val");
    assertThat(run.records()).hasSize(6);
  }

  @Test
  void aCsvFileNamesImagesAndLabels() throws IOException {
    run.input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Path odd = run.input.resolve("hat/a \"hat\", of felt.jpg");
    Files.copy(run.input.resolve("hat/014b2a1b.jpg"), odd);
    run.input =
        Files.writeString(
            run.input.resolve("list.csv"),
            "\ufeffPath,Label\r\nhat/014b2a1b.jpg,10\r\n\"hat/a \"\"hat\"\", of felt.jpg\",9\r\n"
                + "shoes/01c5cb43.png,10");
    var report = run.convert(CollectionFormat.CSV, "");
    assertThat(report.classes()).containsExactly("9", "10");
    var images = new ArrayList<ImageExample>();
    for (var record : run.records()) {
      images.add(ImageExample.parse(record.toByteArray()));
    }
    assertThat(images)
        .extracting(image -> image.filename() + " " + image.label().orElseThrow().text())
        .containsExactlyInAnyOrder(
            "hat/014b2a1b.jpg 10", "hat/a \"hat\", of felt.jpg 9", "shoes/01c5cb43.png 10");
  }

  @Test
  void csvLinesAreRefusedWithTheirNumber() throws IOException {
    run.input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    run.input =
        Files.writeString(
            run.input.resolve("list.csv"),
            """
            hat/014b2a1b.jpg,hat
            hat/014b2a1b.jpg,hat
            hat/gone.jpg,hat

            shoes/01c5cb43.png
            a,b,c
            ../hat/014b2a1b.jpg,hat
            """);
    TestImages.copy(TestImages.PHOTOGRAPHS.resolve("hat"), folder.resolve("hat"));
    assertThat(run.convert(CollectionFormat.CSV, "").refusals())
        .extracting(Refusal::reason)
        .containsExactly(
            "in line 2 of %s is named a second time".formatted(run.input),
            "in line 3 of %s is not there".formatted(run.input),
            "in line 5 of %s has no label, but other lines have one".formatted(run.input),
            "in line 6 of %s has 3 fields; write path,label, with quotes around what has commas"
                .formatted(run.input),
            "in line 7 of %s would be hat/014b2a1b.jpg in the records, as another line's image is"
                .formatted(run.input));
    Files.writeString(run.input, "\"hat/014b2a1b.jpg,hat\n");
    assertThatIOException()
        .isThrownBy(() -> run.convert(CollectionFormat.CSV, ""))
        .withMessage("%s has a quote in line 1 that is not closed", run.input);
  }

  @Test
  void listsDivideAnyCollection() throws IOException {
    run.input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Path train = Files.writeString(folder.resolve("train.txt"), "hat/014b2a1b.jpg\nshoes\n");
    Path test = Files.writeString(folder.resolve("test.txt"), "hat/047b4988\nhat/nothing\n");
    Files.writeString(run.input.resolve("hat/notes.txt"), "not an image");
    String split = "train=%s,test=%s".formatted(train, test);
    var report = run.convert(CollectionFormat.FOLDER, "skip " + split);
    assertThat(report.splits())
        .extracting(part -> part.shardLengths().stream().mapToLong(n -> n).sum())
        .containsExactly(4L, 1L);
    assertThat(CollectionRun.refusals(report))
        .containsExactly("hat/nothing is in the list of test and not there");
    assertThat(report.unnamed()).containsExactly("hat/047bf1cf.jpg", "hat/0979a14e.jpg");
    assertThat(report.passedOver()).containsExactly("hat/notes.txt");
  }

  /** By its name with or without suffix, or by its folder's. */
  @ParameterizedTest
  @ValueSource(strings = {"hat/014b2a1b.jpg", "hat/014b2a1b", "hat"})
  void anImageOfTwoListsIsInNone(String line) throws IOException {
    run.input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Path train = Files.writeString(folder.resolve("train.txt"), "hat/014b2a1b.jpg\nshoes\n");
    Path test = Files.writeString(folder.resolve("test.txt"), line + "\nhat/047b4988\n");
    var report =
        run.convert(CollectionFormat.FOLDER, "skip train=%s,test=%s".formatted(train, test));
    assertThat(CollectionRun.refusals(report))
        .containsExactly(
            "hat/014b2a1b.jpg is in the lists of train and test; leave it in one of them");
    assertThat(run.names()).contains("hat/047b4988.png").doesNotContain("hat/014b2a1b.jpg");
  }

  /** Without its suffix, the second one's name is the first one's. */
  @Test
  void aFullNameMeansNoOtherImage() throws IOException {
    Path hat = TestImages.PHOTOGRAPHS.resolve("hat/014b2a1b.jpg");
    run.input = Files.createDirectories(folder.resolve("in"));
    Files.copy(hat, run.input.resolve("a.jpg"));
    Files.copy(hat, run.input.resolve("a.jpg.png"));
    Path train = Files.writeString(folder.resolve("train.txt"), "a.jpg\n");
    Path test = Files.writeString(folder.resolve("test.txt"), "a.jpg.png\n");
    var report = run.convert(CollectionFormat.FLAT, "train=%s,test=%s".formatted(train, test));
    assertThat(report.splits())
        .extracting(part -> part.shardLengths().toString())
        .containsExactly("[1]", "[1]");
  }

  private static Path replace(Path file) throws IOException {
    Files.delete(file);
    return file;
  }
}
