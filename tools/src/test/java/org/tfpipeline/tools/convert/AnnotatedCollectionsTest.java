package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Collections with annotations; their pixels and numbers are compared in Python. */
class AnnotatedCollectionsTest {

  private static final Path COLLECTIONS = TestImages.path("annotated");
  private static final int BCCD_IMAGES = 7;

  @TempDir Path folder;
  private Path output;
  private Path input;

  @Test
  void boxesWithoutAreaAreLeftOutAndReported() throws IOException {
    copy("bccd");
    var report = convert(CollectionFormat.VOC, "");
    assertThat(report.written()).isTrue();
    assertThat(report.remarks())
        .extracting(remark -> remark.name() + " " + remark.text())
        .containsExactly(
            "JPEGImages/BloodImage_00338.jpg has object 13 (RBC) whose box has no area; the object is left out",
            "JPEGImages/BloodImage_00343.jpg has object 4 (RBC) whose box has no area; the object is left out");
    assertThat(output.resolve("remarks.tsv")).content().hasLineCount(3);
    assertThat(objects("BloodImage_00343.jpg")).hasSize(11);
  }

  @Test
  void vocAndCocoGiveTheSameRecords() throws IOException {
    copy("bccd");
    convert(CollectionFormat.VOC, "one");
    var voc = records();
    convert(CollectionFormat.COCO, "force");
    assertThat(voc).hasSize(BCCD_IMAGES);
    assertThat(records()).containsExactlyInAnyOrderElementsOf(voc);
  }

  @Test
  void cornersAreFractionsOfTheImage() throws IOException {
    copy("bccd");
    Files.writeString(
        input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "1, 1, 640, 480", "RBC", "161, 121, 320, 240"));
    convert(CollectionFormat.VOC, "");
    var objects = objects("BloodImage_00343.jpg");
    assertThat(objects.get(0).box())
        .hasToString("BoundingBox[xmin=0.0, xmax=1.0, ymin=0.0, ymax=1.0]");
    assertThat(objects.get(1).box())
        .hasToString("BoundingBox[xmin=0.25, xmax=0.5, ymin=0.25, ymax=0.5]");
    assertThat(objects.get(1).area()).isEqualTo(160 * 120);
    assertThat(objects)
        .extracting(AnnotatedObject::label)
        .containsExactly(new ClassLabel(2, "WBC"), new ClassLabel(1, "RBC"));
  }

  @Test
  void boxesThatStickOutAreCutAndReported() throws IOException {
    copy("bccd");
    Files.writeString(
        input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "-9, 1, 700, 240", "RBC", "641, 1, 700, 100"));
    var report = convert(CollectionFormat.VOC, "");
    assertThat(report.remarks())
        .extracting(Remark::text)
        .contains(
            "has object 1 (WBC) whose box sticks out by 60.0 pixels; it is cut at the edge",
            "has object 2 (RBC) whose box is outside of the image; the object is left out");
    assertThat(objects("BloodImage_00343.jpg"))
        .singleElement()
        .satisfies(
            object ->
                assertThat(object.box())
                    .hasToString("BoundingBox[xmin=0.0, xmax=1.0, ymin=0.0, ymax=0.5]"));
  }

  @Test
  void aLabelsFileOrdersTheClasses() throws IOException {
    copy("bccd");
    Path labels =
        Files.writeString(folder.resolve("labels.txt"), "RBC\nWBC\nPlatelets\nMicrobes\n");
    var source =
        new CollectionSource(
            CollectionFormat.COCO, input, Optional.empty(), Optional.of(labels), "masks");
    var report = new Conversion(options(source, ""), (phase, done, total) -> {}).run();
    assertThat(report.classes()).containsExactly("RBC", "WBC", "Platelets", "Microbes");
    assertThat(objects("BloodImage_00343.jpg").get(0).label()).isEqualTo(new ClassLabel(0, "RBC"));
    Files.writeString(labels, "RBC\nWBC\n");
    assertThatIOException()
        .isThrownBy(
            () -> new Conversion(options(source, "force"), (phase, done, total) -> {}).run())
        .withMessage("labels file %s lacks the class 'Platelets'; add a line for it", labels);
  }

  @Test
  void vocRefusesWhatDoesNotFit() throws IOException {
    copy("bccd");
    Files.delete(input.resolve("JPEGImages/BloodImage_00338.jpg"));
    Files.delete(input.resolve("Annotations/BloodImage_00343.xml"));
    var report = convert(CollectionFormat.VOC, "");
    assertThat(report.written()).isFalse();
    assertThat(refusals(report))
        .containsExactly(
            "Annotations/BloodImage_00338.xml is for the image BloodImage_00338.jpg, which is not in JPEGImages",
            "JPEGImages/BloodImage_00343.jpg has no annotation Annotations/BloodImage_00343.xml");
    assertThat(output).doesNotExist();
    assertThat(convert(CollectionFormat.VOC, "skip").written()).isTrue();
    assertThat(records()).hasSize(BCCD_IMAGES - 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<name>RBC</name> | <nome>RBC</nome> | has an object without name at line 14",
        "<xmin>484</xmin> | <xmin>left</xmin> | has bndbox/xmin 'left' in the object at line 14; a number is expected",
        "<xmin>484</xmin> | '' | has no bndbox/xmin in the object at line 14; a number is expected",
        "<xmin>484</xmin> | <xmin>NaN</xmin> | has bndbox/xmin 'NaN' in the object at line 14; a number is expected",
        "<xmin>484</xmin> | <xmin>484 | is no well-formed XML: it is damaged at line 24",
        "<width>640</width> | <width>wide</width> | has annotation/size/width 'wide'; a number of pixels is expected",
        "<width>640</width> | <width>641</width> | 'has 640 x 480 pixels, but its annotation is for 641 x 480; annotate this size'",
        "<annotation> | '<!DOCTYPE annotation [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><annotation>' | has a document type; remove the line <!DOCTYPE ...>",
        "<name>RBC</name> | <name>&e;</name> | is no well-formed XML: it is damaged at line 15",
      })
  void vocAnnotationsAreRefusedWithTheReason(String from, String to, String reason)
      throws IOException {
    copy("bccd");
    Path file = input.resolve("Annotations/BloodImage_00343.xml");
    Files.writeString(file, Files.readString(file).replaceFirst(from, to));
    var report = convert(CollectionFormat.VOC, "");
    assertThat(report.refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"image_id\": 47,' | '\"image_id\": 999,' | of image 999, which is not among its images",
        "'\"category_id\": 2,' | '\"category_id\": 9,' | which is not among the categories",
        "BloodImage_00343.jpg | gone.jpg | is in the annotations and not in",
        "BloodImage_00343.jpg | ../gone.jpg | leads out of the input folder",
        "'\"width\": 640' | '\"width\": 64' | pixels, but its annotation is for 64 x 480; annotate this size",
      })
  void cocoRefusesWhatDoesNotFit(String from, String to, String reason) throws IOException {
    copy("bccd");
    Path file = input.resolve("instances.json");
    assertThat(Files.readString(file)).contains(from);
    Files.writeString(file, Files.readString(file).replace(from, to));
    var report = convert(CollectionFormat.COCO, "");
    assertThat(report.written()).isFalse();
    assertThat(refusals(report)).anyMatch(refusal -> refusal.contains(reason));
  }

  @Test
  void damagedJsonIsRefusedWithItsPlace() throws IOException {
    copy("bccd");
    Path file = input.resolve("instances.json");
    String whole = Files.readString(file);
    for (String damaged : List.of(whole.substring(0, 3000), whole.replace("[", "{"), "x", "")) {
      Files.writeString(file, damaged);
      assertThatIOException()
          .isThrownBy(() -> convert(CollectionFormat.COCO, ""))
          .withMessageStartingWith(file + " is no COCO annotation file: ");
    }
  }

  @Test
  void cocoMayHaveAFileForEachSplit() throws IOException {
    copy("bccd");
    Files.createDirectories(input.resolve("annotations"));
    Files.move(
        input.resolve("instances.json"), input.resolve("annotations/instances_train2017.json"));
    Files.move(input.resolve("JPEGImages"), input.resolve("train2017"));
    TestImages.copy(COLLECTIONS.resolve("raccoon/JPEGImages"), input.resolve("val2017"));
    Files.copy(
        COLLECTIONS.resolve("raccoon/instances.json"),
        input.resolve("annotations/instances_val2017.json"));
    var report = convert(CollectionFormat.COCO, "");
    assertThat(report.classes()).containsExactly("Platelets", "RBC", "WBC", "raccoon");
    assertThat(report.splits())
        .extracting(split -> split.name())
        .containsExactly("train2017", "val2017");
    assertThat(records()).hasSize(BCCD_IMAGES + 6);
  }

  @Test
  void masksAreRefusedWithTheReason() throws IOException {
    copy("nuclei");
    try (var masks = Files.list(input.resolve("masks"))) {
      List<Path> files = masks.sorted().toList();
      Files.delete(files.get(0));
      Files.copy(TestImages.path("kinds/gray.jpg"), replace(files.get(1)));
      Files.copy(TestImages.path("kinds/alpha.png"), replace(files.get(2)));
      Files.copy(
          COLLECTIONS.resolve("road/masks").toFile().listFiles()[0].toPath(),
          input.resolve("masks/more.png"));
      var report = convert(CollectionFormat.MASKS, "");
      assertThat(refusals(report))
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
    copy("objects");
    Files.writeString(input.resolve("classes.txt"), "0 background\n1 bird\n");
    assertThat(refusals(convert(CollectionFormat.MASKS, "")))
        .hasSize(7)
        .allMatch(refusal -> refusal.contains("but the 2 classes end at 1; name all classes"));
  }

  @Test
  void masksOfSixteenBitsHaveNoClasses() throws IOException {
    copy("nuclei");
    var source =
        new CollectionSource(
            CollectionFormat.MASKS, input, Optional.empty(), Optional.empty(), "instances");
    var report = new Conversion(options(source, ""), (phase, done, total) -> {}).run();
    assertThat(report.content()).isEqualTo(new RecordContent.Masks(report.classes(), true));
    assertThat(report.classes()).isEmpty();
  }

  @Test
  void clipsMakeTheSplits() throws IOException {
    copy("davis");
    var report = convert(CollectionFormat.DAVIS, "");
    assertThat(report.splits()).extracting(split -> split.name()).containsExactly("train", "val");
    assertThat(records()).hasSize(6);
  }

  @Test
  void aCsvFileNamesImagesAndLabels() throws IOException {
    input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Path odd = input.resolve("hat/a \"hat\", of felt.jpg");
    Files.copy(input.resolve("hat/014b2a1b.jpg"), odd);
    input =
        Files.writeString(
            input.resolve("list.csv"),
            "\ufeffPath,Label\r\nhat/014b2a1b.jpg,10\r\n\"hat/a \"\"hat\"\", of felt.jpg\",9\r\n"
                + "shoes/01c5cb43.png,10");
    var report = convert(CollectionFormat.CSV, "");
    assertThat(report.classes()).containsExactly("9", "10");
    var images = new ArrayList<ImageExample>();
    for (var record : records()) {
      images.add(ImageExample.parse(record.toByteArray()));
    }
    assertThat(images)
        .extracting(image -> image.filename() + " " + image.label().orElseThrow().text())
        .containsExactlyInAnyOrder(
            "hat/014b2a1b.jpg 10", "hat/a \"hat\", of felt.jpg 9", "shoes/01c5cb43.png 10");
  }

  @Test
  void csvLinesAreRefusedWithTheirNumber() throws IOException {
    input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    input =
        Files.writeString(
            input.resolve("list.csv"),
            "hat/014b2a1b.jpg,hat\nhat/014b2a1b.jpg,hat\nhat/gone.jpg,hat\n\nshoes/01c5cb43.png\na,b,c\n");
    assertThat(convert(CollectionFormat.CSV, "").refusals())
        .extracting(Refusal::reason)
        .containsExactly(
            "in line 2 of %s is named a second time".formatted(input),
            "in line 3 of %s is not there".formatted(input),
            "in line 5 of %s has no label, but other lines have one".formatted(input),
            "in line 6 of %s has 3 fields; write path,label, with quotes around what has commas"
                .formatted(input));
    Files.writeString(input, "\"hat/014b2a1b.jpg,hat\n");
    assertThatIOException()
        .isThrownBy(() -> convert(CollectionFormat.CSV, ""))
        .withMessage("%s has a quote in line 1 that is not closed", input);
  }

  @Test
  void listsDivideAnyCollection() throws IOException {
    input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Path train = Files.writeString(folder.resolve("train.txt"), "hat/014b2a1b.jpg\nshoes\n");
    Path test = Files.writeString(folder.resolve("test.txt"), "hat/047b4988\nhat/nothing\n");
    String split = "train=%s,test=%s".formatted(train, test);
    var report = convert(CollectionFormat.FOLDER, "skip " + split);
    assertThat(report.splits())
        .extracting(part -> part.shardLengths().stream().mapToLong(n -> n).sum())
        .containsExactly(4L, 1L);
    assertThat(refusals(report))
        .containsExactly("hat/nothing is in the list of test and not there");
    assertThat(report.passedOver()).containsExactly("hat/047bf1cf.jpg", "hat/0979a14e.jpg");
  }

  private static Path replace(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  private static String voc(String name, int width, String... classesAndCorners) {
    var xml =
        new StringBuilder(
            "<annotation><filename>%s.jpg</filename><size><width>%d</width><height>480</height></size>"
                .formatted(name, width));
    for (int i = 0; i < classesAndCorners.length; i += 2) {
      String[] corners = classesAndCorners[i + 1].split(", ", -1);
      xml.append(
          "<object><name>%s</name><bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>"
              .formatted(classesAndCorners[i], corners[0], corners[1], corners[2], corners[3]));
    }
    return xml.append("</annotation>").toString();
  }

  private void copy(String collection) throws IOException {
    input = TestImages.copy(COLLECTIONS.resolve(collection), folder.resolve(collection));
    output = folder.resolve("records");
  }

  private ConversionReport convert(CollectionFormat format, String words) throws IOException {
    output = folder.resolve("records");
    return new Conversion(
            options(new CollectionSource(format, input), words), (phase, done, total) -> {})
        .run();
  }

  private ConversionOptions options(CollectionSource source, String words) {
    Optional<SplitChoice> split = Optional.empty();
    try {
      if (words.contains("=")) {
        split = Optional.of(SplitChoice.parse(words.substring(words.indexOf(' ') + 1)));
      } else if (words.contains("one")) {
        split = Optional.of(SplitFractions.TRAIN);
      }
    } catch (OptionException e) {
      throw new AssertionError(e);
    }
    return new ConversionOptions(
        source,
        output,
        "cells",
        split,
        new ShardSize.Count(1),
        1_000_000,
        words.contains("skip"),
        words.contains("force"),
        0);
  }

  private static List<String> refusals(ConversionReport report) {
    return report.refusals().stream()
        .map(refusal -> refusal.name() + " " + refusal.reason())
        .toList();
  }

  private List<ByteString> records() throws IOException {
    var records = new ArrayList<ByteString>();
    for (Path file : RecordFiles.find(output.toString())) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          records.add(ByteString.copyFrom(reader.record()));
        }
      }
    }
    return records;
  }

  private List<AnnotatedObject> objects(String filename) throws IOException {
    for (var record : records()) {
      var example = DetectionExample.parse(record.toByteArray());
      if (example.image().filename().equals(filename)) {
        return example.objects();
      }
    }
    throw new AssertionError("no record of " + filename);
  }
}
