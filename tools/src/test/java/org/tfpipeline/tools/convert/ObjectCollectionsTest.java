package org.tfpipeline.tools.convert;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/** Pascal VOC and COCO; their pixels and numbers are compared in Python. */
class ObjectCollectionsTest {

  @TempDir Path folder;
  private CollectionRun run;

  @BeforeEach
  void prepare() {
    run = new CollectionRun(folder);
  }

  @Test
  void boxesWithoutAreaAreLeftOutAndReported() throws IOException {
    run.copy("bccd");
    var report = run.convert(CollectionFormat.VOC, "");
    assertThat(report.written()).isTrue();
    assertThat(report.remarks())
        .extracting(remark -> remark.name() + " " + remark.text())
        .containsExactly(
            "JPEGImages/BloodImage_00338.jpg has object 13 (RBC) whose box has no area; the object is left out",
            "JPEGImages/BloodImage_00343.jpg has object 4 (RBC) whose box has no area; the object is left out");
    assertThat(run.output.resolve("remarks.tsv")).content().hasLineCount(3);
    assertThat(run.objects("BloodImage_00343.jpg")).hasSize(11);
  }

  /** {@code trainval.txt} is there too, and the others once more. */
  @Test
  void listsOfVocMakeTheSplits() throws IOException {
    run.copy("bccd");
    assertThat(run.convert(CollectionFormat.VOC, "").splits())
        .extracting(split -> split.name() + " " + split.shardLengths())
        .containsExactly("train [4]", "val [3]");
    run.copy("raccoon");
    assertThat(run.convert(CollectionFormat.VOC, "force").splits())
        .extracting(split -> split.name() + " " + split.shardLengths())
        .containsExactly("trainval [6]");
  }

  /** As the test year of Pascal VOC itself is laid out. */
  @Test
  void trainvalIsASplitBesideTest() throws IOException {
    run.copy("raccoon");
    Path trainval = run.input.resolve("ImageSets/Main/trainval.txt");
    var names = Files.readAllLines(trainval);
    Files.write(trainval, names.subList(0, 4));
    Files.write(trainval.resolveSibling("test.txt"), names.subList(4, 6));
    assertThat(run.convert(CollectionFormat.VOC, "").splits())
        .extracting(split -> split.name() + " " + split.shardLengths())
        .containsExactly("trainval [4]", "test [2]");
  }

  /** Turning the pixels alone would leave the boxes where they were. */
  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "TIFF", "WebP"})
  void anAnnotatedImageThatExifTurnsIsRefused(String kind) throws IOException {
    run.copy("bccd");
    Files.write(run.input.resolve("JPEGImages/BloodImage_00343.jpg"), turned(kind));
    var report = run.convert(CollectionFormat.VOC, "");
    assertThat(report.written()).isFalse();
    assertThat(CollectionRun.refusals(report))
        .containsExactly(
            "JPEGImages/BloodImage_00343.jpg is turned by its EXIF data, and its annotation could be for it turned or not; save it upright and annotate that");
  }

  /** EXIF data is a TIFF file's first directory, here with the one entry 0x0112. */
  private static byte[] turned(String kind) throws IOException {
    byte[] exif = HexFormat.of().parseHex("49492a0008000000" + "01001201030001000000060000000000");
    return switch (kind) {
      case "JPEG" -> Files.readAllBytes(TestImages.path("odd/exif_3.jpg"));
      case "TIFF" -> exif;
      default -> {
        byte[] webp = Files.readAllBytes(TestImages.path("kinds/photo.webp"));
        var turned = ByteBuffer.allocate(webp.length + 8 + exif.length).order(LITTLE_ENDIAN);
        turned.put(webp).put("EXIF".getBytes(UTF_8)).putInt(exif.length).put(exif);
        yield turned.putInt(4, turned.capacity() - 8).array();
      }
    };
  }

  @Test
  void vocAndCocoGiveTheSameRecords() throws IOException {
    run.copy("bccd");
    run.convert(CollectionFormat.VOC, "one");
    var voc = run.records();
    run.convert(CollectionFormat.COCO, "force");
    assertThat(voc).hasSize(CollectionRun.BCCD_IMAGES);
    assertThat(run.records()).containsExactlyInAnyOrderElementsOf(voc);
  }

  @Test
  void cornersAreFractionsOfTheImage() throws IOException {
    run.copy("bccd");
    Files.writeString(
        run.input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "1, 1, 640, 480", "RBC", "161, 121, 320, 240"));
    run.convert(CollectionFormat.VOC, "");
    var objects = run.objects("BloodImage_00343.jpg");
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
    run.copy("bccd");
    Files.writeString(
        run.input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "-9, 1, 700, 240", "RBC", "641, 1, 700, 100"));
    var report = run.convert(CollectionFormat.VOC, "");
    assertThat(report.remarks())
        .extracting(Remark::text)
        .contains(
            "has object 1 (WBC) whose box sticks out by 60.0 pixels; it is cut at the edge",
            "has object 2 (RBC) whose box is outside of the image; the object is left out");
    assertThat(run.objects("BloodImage_00343.jpg"))
        .singleElement()
        .satisfies(
            object ->
                assertThat(object.box())
                    .hasToString("BoundingBox[xmin=0.0, xmax=1.0, ymin=0.0, ymax=0.5]"));
  }

  /** Records have corners in single precision, which cannot tell 100 and 100.000001 apart. */
  @Test
  void boxesTooThinForRecordsAreLeftOutAndReported() throws IOException {
    run.copy("bccd");
    Files.writeString(
        run.input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "101, 1, 100.000001, 9", "RBC", "9, 9, 20, 20"));
    assertThat(run.convert(CollectionFormat.VOC, "").remarks())
        .extracting(Remark::text)
        .contains("has object 1 (WBC) whose box has no area; the object is left out");
    assertThat(run.objects("BloodImage_00343.jpg")).hasSize(1);
  }

  @Test
  void areasThatAreNoneAreRefused() throws IOException {
    run.copy("bccd");
    Files.writeString(
        run.input.resolve("Annotations/BloodImage_00343.xml"),
        voc("BloodImage_00343", 640, "WBC", "1, 1, 1e30, 1e30"));
    assertThat(CollectionRun.refusals(run.convert(CollectionFormat.VOC, "")))
        .containsExactly(
            "JPEGImages/BloodImage_00343.jpg has object 1 (WBC) of 1e+60 square pixels, which no image has; correct it");
  }

  @Test
  void aLabelsFileOrdersTheClasses() throws IOException {
    run.copy("bccd");
    Path labels =
        Files.writeString(folder.resolve("labels.txt"), "RBC\nWBC\nPlatelets\nMicrobes\n");
    var source =
        new CollectionSource(
            CollectionFormat.COCO, run.input, Optional.empty(), Optional.of(labels), "masks");
    var report = run.convert(source, "");
    assertThat(report.classes()).containsExactly("RBC", "WBC", "Platelets", "Microbes");
    assertThat(run.objects("BloodImage_00343.jpg").get(0).label())
        .isEqualTo(new ClassLabel(0, "RBC"));
    Files.writeString(labels, "RBC\nWBC\n");
    assertThatIOException()
        .isThrownBy(() -> run.convert(source, "force"))
        .withMessage("labels file %s lacks the class 'Platelets'; add a line for it", labels);
    Files.delete(labels);
    assertThatIOException()
        .isThrownBy(() -> run.convert(source, "force"))
        .withMessage("%s is not there, or is no file; name a text file", labels);
  }

  @Test
  void vocRefusesWhatDoesNotFit() throws IOException {
    run.copy("bccd");
    Files.delete(run.input.resolve("JPEGImages/BloodImage_00338.jpg"));
    Files.delete(run.input.resolve("Annotations/BloodImage_00343.xml"));
    var report = run.convert(CollectionFormat.VOC, "");
    assertThat(report.written()).isFalse();
    assertThat(CollectionRun.refusals(report))
        .containsExactly(
            "Annotations/BloodImage_00338.xml is for the image BloodImage_00338.jpg, which is not in JPEGImages",
            "JPEGImages/BloodImage_00343.jpg has no annotation Annotations/BloodImage_00343.xml");
    assertThat(run.output).doesNotExist();
    assertThat(run.convert(CollectionFormat.VOC, "skip").written()).isTrue();
    assertThat(run.records()).hasSize(CollectionRun.BCCD_IMAGES - 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<name>RBC</name> | <nome>RBC</nome> | has an object without name at line 14",
        "<xmin>484</xmin> | <xmin>left</xmin> | has bndbox/xmin 'left' in the object at line 14; a number is expected",
        "<xmin>484</xmin> | '' | has no bndbox/xmin in the object at line 14; a number is expected",
        "<xmin>484</xmin> | <xmin>NaN</xmin> | has bndbox/xmin 'NaN' in the object at line 14; a number is expected",
        "<difficult>0 | <difficult>no | has difficult 'no' in the object at line 14; 0 or 1 is expected",
        "<xmin>484</xmin> | <xmin>484 | is no well-formed XML: it is damaged at line 24",
        "<width>640</width> | <width>wide</width> | has annotation/size/width 'wide'; a number of pixels is expected",
        "<width>640</width> | <width>641</width> | 'has 640 x 480 pixels, but its annotation is for 641 x 480; annotate this size'",
        "<annotation> | '<!DOCTYPE annotation [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><annotation>' | has a document type; remove the line <!DOCTYPE ...>",
        "<name>RBC</name> | <name>&e;</name> | is no well-formed XML: it is damaged at line 15",
      })
  void vocAnnotationsAreRefusedWithTheReason(String from, String to, String reason)
      throws IOException {
    run.copy("bccd");
    Path file = run.input.resolve("Annotations/BloodImage_00343.xml");
    Files.writeString(file, Files.readString(file).replaceFirst(from, to));
    var report = run.convert(CollectionFormat.VOC, "");
    assertThat(report.refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void vocMayHaveOtherEncodings() throws IOException {
    run.copy("bccd");
    String xml = voc("BloodImage_00343", 640, "Zelle größer", "1, 1, 640, 480");
    for (var charset : List.of(ISO_8859_1, UTF_16, UTF_8)) {
      String whole = "<?xml version='1.0' encoding='%s'?>".formatted(charset) + xml;
      Files.writeString(run.input.resolve("Annotations/BloodImage_00343.xml"), whole, charset);
      assertThat(run.convert(CollectionFormat.VOC, "force").classes()).contains("Zelle größer");
    }
    Files.writeString(run.input.resolve("Annotations/BloodImage_00343.xml"), xml, ISO_8859_1);
    assertThat(CollectionRun.refusals(run.convert(CollectionFormat.VOC, "force")))
        .containsExactly("Annotations/BloodImage_00343.xml is no text in UTF-8; save it so");
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
    run.copy("bccd");
    Path file = run.input.resolve("instances.json");
    assertThat(Files.readString(file)).contains(from);
    Files.writeString(file, Files.readString(file).replace(from, to));
    var report = run.convert(CollectionFormat.COCO, "");
    assertThat(report.written()).isFalse();
    assertThat(CollectionRun.refusals(report)).anyMatch(refusal -> refusal.contains(reason));
  }

  /** Their masks are not told from those of objects that are really nowhere. */
  @Test
  void objectsWithoutMasksBesideOthersAreReported() throws IOException {
    run.copy("nuclei");
    Path file = run.input.resolve("instances.json");
    JsonObject coco = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    var annotations = coco.getAsJsonArray("annotations");
    annotations.get(0).getAsJsonObject().remove("segmentation");
    annotations.get(1).getAsJsonObject().add("segmentation", new JsonArray());
    annotations.get(2).getAsJsonObject().remove("segmentation");
    annotations.get(2).getAsJsonObject().add("bbox", JsonParser.parseString("[1, 1, 0, 1]"));
    Files.writeString(file, coco.toString());
    assertThat(run.convert(CollectionFormat.COCO, "").remarks())
        .extracting(Remark::text)
        .containsExactly(
            "has annotation 3 (nucleus) whose box has no area; the object is left out",
            "has annotation 1 (nucleus) without segmentation; its mask is empty",
            "has annotation 2 (nucleus) without segmentation; its mask is empty");
    assertThat(run.output.resolve("remarks.tsv")).content().hasLineCount(4);
    annotations.forEach(annotation -> annotation.getAsJsonObject().remove("segmentation"));
    Files.writeString(file, coco.toString());
    assertThat(run.convert(CollectionFormat.COCO, "force").remarks()).hasSize(1);
  }

  @Test
  void damagedJsonIsRefusedWithItsPlace() throws IOException {
    run.copy("bccd");
    Path file = run.input.resolve("instances.json");
    String whole = Files.readString(file);
    for (String damaged : List.of(whole.substring(0, 3000), whole.replace("[", "{"), "x", "")) {
      Files.writeString(file, damaged);
      assertThatIOException()
          .isThrownBy(() -> run.convert(CollectionFormat.COCO, ""))
          .withMessageStartingWith(file + " is no COCO annotation file: ");
    }
  }

  @Test
  void aCategoryOfTwoNamesIsRefused() throws IOException {
    run.copy("bccd");
    Path file = run.input.resolve("instances.json");
    String whole = Files.readString(file);
    Files.writeString(
        file, whole.replaceFirst("\"id\": 1,(\\s+\"name\": \"RBC\")", "\"id\": 2,$1"));
    assertThat(file).content().isNotEqualTo(whole);
    assertThatIOException()
        .isThrownBy(() -> run.convert(CollectionFormat.COCO, ""))
        .withMessage(
            "%s is no COCO annotation file: category 2 is both 'RBC' and 'WBC'; give each an id of its own",
            file);
  }

  @Test
  void cocoMayHaveAFileForEachSplit() throws IOException {
    run.copy("bccd");
    Files.createDirectories(run.input.resolve("annotations"));
    Files.move(
        run.input.resolve("instances.json"),
        run.input.resolve("annotations/instances_train2017.json"));
    Files.move(run.input.resolve("JPEGImages"), run.input.resolve("train2017"));
    TestImages.copy(
        CollectionRun.COLLECTIONS.resolve("raccoon/JPEGImages"), run.input.resolve("val2017"));
    Files.copy(
        CollectionRun.COLLECTIONS.resolve("raccoon/instances.json"),
        run.input.resolve("annotations/instances_val2017.json"));
    var report = run.convert(CollectionFormat.COCO, "");
    assertThat(report.classes()).containsExactly("Platelets", "RBC", "WBC", "raccoon");
    assertThat(report.splits())
        .extracting(split -> split.name())
        .containsExactly("train2017", "val2017");
    assertThat(run.records()).hasSize(CollectionRun.BCCD_IMAGES + 6);
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
}
