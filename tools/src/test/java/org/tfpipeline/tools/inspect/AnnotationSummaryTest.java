package org.tfpipeline.tools.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.TestImages;

/** Counts of boxes and masks against those of the sources. */
class AnnotationSummaryTest {

  private static final Path ANNOTATED = TestImages.path("annotated");

  @TempDir Path folder;

  @Test
  void objectsAreThoseOfTheCocoFile() throws IOException {
    var report = inspect("nuclei", CollectionFormat.COCO);
    var source =
        JsonParser.parseString(Files.readString(ANNOTATED.resolve("nuclei/instances.json")))
            .getAsJsonObject()
            .getAsJsonArray("annotations");
    long crowds = 0;
    for (var annotation : source) {
      crowds += annotation.getAsJsonObject().get("iscrowd").getAsInt();
    }
    assertThat(crowds).isPositive();
    assertThat(report.annotations().boxes()).isEqualTo(source.size());
    assertThat(report.annotations().objectMasks()).isEqualTo(source.size());
    assertThat(report.annotations().classes())
        .containsExactly(new ObjectCount(0, "nucleus", source.size(), 0, crowds));
    assertThat(text(report))
        .containsPattern("\n  boxes +48\n  masks of objects +48\n")
        .containsPattern("\n +0 nucleus +48 #{30} \\(12 crowd\\)\n");
  }

  /** Two of the boxes in the XML have no area, one of them of each of two images. */
  @Test
  void objectsAreThoseOfTheVocFiles() throws IOException {
    Path bccd = TestImages.copy(ANNOTATED.resolve("bccd"), folder.resolve("bccd"));
    Path document = bccd.resolve("Annotations/BloodImage_00066.xml");
    Files.writeString(
        document,
        Files.readString(document)
            .replaceFirst("<difficult>0</difficult>", "<difficult>1</difficult>"));
    var report = inspect(bccd, CollectionFormat.VOC);
    String sources = "";
    try (var files = Files.list(bccd.resolve("Annotations"))) {
      for (Path file : files.toList()) {
        sources += Files.readString(file);
      }
    }
    var counts = report.annotations().classes();
    assertThat(counts).extracting(ObjectCount::text).containsExactly("Platelets", "RBC", "WBC");
    assertThat(counts)
        .extracting(ObjectCount::count)
        .containsExactly(
            occurrences(sources, "Platelets"),
            occurrences(sources, "RBC") - 2,
            occurrences(sources, "WBC"));
    assertThat(counts.stream().mapToLong(ObjectCount::difficult).sum()).isEqualTo(1);
    assertThat(report.annotations().objectMasks()).isZero();
    var objects =
        JsonParser.parseString(JsonReport.of(report)).getAsJsonObject().getAsJsonObject("objects");
    assertThat(objects.get("boxes").getAsLong()).isEqualTo(report.annotations().boxes());
    var rbc = objects.getAsJsonArray("classes").get(1).getAsJsonObject();
    assertThat(rbc.get("text").getAsString()).isEqualTo("RBC");
    assertThat(rbc.get("count").getAsLong()).isEqualTo(occurrences(sources, "RBC") - 2);
  }

  @Test
  void masksAreThoseOfTheFolder() throws IOException {
    var report = inspect("road", CollectionFormat.MASKS);
    try (var masks = Files.list(ANNOTATED.resolve("road/masks"))) {
      assertThat(report.annotations().segmentationMasks()).isEqualTo(masks.count());
    }
    assertThat(report.annotations().boxes()).isZero();
    assertThat(text(report))
        .containsPattern("\n  masks of images +4\n")
        .doesNotContain("boxes", "Classes of objects");
  }

  private static long occurrences(String sources, String name) {
    return Pattern.compile("<name>" + name + "</name>").matcher(sources).results().count();
  }

  private InspectionReport inspect(String collection, CollectionFormat format) throws IOException {
    return inspect(ANNOTATED.resolve(collection), format);
  }

  private InspectionReport inspect(Path collection, CollectionFormat format) throws IOException {
    Path records = ConvertedSet.convert(collection, format, folder.resolve("records"));
    return Inspection.of(records.toString(), count -> {});
  }

  private static String text(InspectionReport report) {
    var bytes = new ByteArrayOutputStream();
    TextReport.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
