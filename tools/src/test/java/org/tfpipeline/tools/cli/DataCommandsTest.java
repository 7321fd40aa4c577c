package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfpipeline.tools.convert.TestImages;

/** {@code convert} and {@code inspect} as users run them. */
class DataCommandsTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void convertsAndInspects() {
    assertThat(convert("--split", "train=0.7,validation=0.3", "--name", "clothes")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Wrote data set clothes to " + folder.resolve("records"))
        .containsPattern("train +5 images +1 shards")
        .containsPattern("validation +2 images +1 shards")
        .contains("Next: tfpipeline inspect " + folder.resolve("records"));
    assertThat(run("inspect", folder.resolve("records").toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("All 7 records are intact.");
  }

  @Test
  void saysWhatWasReencoded() {
    String kinds = TestImages.path("kinds").toString();
    assertThat(convert("--input", kinds, "--format", "flat")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("  4 images re-encoded as PNG: GIF, BMP, WebP or TIFF\n")
        .doesNotContain("EXIF");
    assertThat(convert("--input", kinds, "--format", "flat", "--force", "--no-decode", "--json"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\"turned\": 0,\\s+\"recolored\": 0,\\s+\"converted\": 4");
  }

  @Test
  void badImagesEndInStatusOneAndNothingWritten() throws IOException {
    Path input = TestImages.copy(TestImages.PHOTOGRAPHS, folder.resolve("photographs"));
    Files.createFile(input.resolve("hat/empty.jpg"));
    String output = folder.resolve("records").toString();
    String[] arguments = {
      "convert", "--format", "folder", "--input", input.toString(), "--output", output
    };
    assertThat(run(arguments)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(input.resolve("hat/empty.jpg") + " is empty")
        .contains("1 of 8 images cannot be used and nothing was written")
        .contains("--skip-bad")
        .doesNotContain("Exception");
    assertThat(folder.resolve("records")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--shards | 0 | --shards 0 is not a number",
        "--split | train=0.5 | the fractions of --split add up to 0.5, not 1",
        "--name | a-b | --name a-b may have letters",
        "--max-pixels | 0 | --max-pixels 0 must be above 0",
        "--format | cocoa | --format cocoa is unknown"
      })
  void wrongUsageEndsInStatusTwo(String flag, String value, String message) {
    assertThat(convert(flag, value)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("tfpipeline: " + message);
  }

  @Test
  void extractsWhatItConverted() {
    convert("--name", "clothes");
    String records = folder.resolve("records").toString();
    String files = folder.resolve("files").toString();
    assertThat(run("convert", "--extract", "--input", records, "--output", files)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Wrote 7 images, 0 boxes and 0 masks to " + files)
        .endsWith(
            "To go back: tfpipeline convert --format folder --input %1$s/images --output %1$s-records --name clothes --labels %1$s/classes.txt --shards 1%n"
                .formatted(files));
    assertThat(folder.resolve("files/images/hat/014b2a1b.jpg"))
        .hasSameBinaryContentAs(TestImages.PHOTOGRAPHS.resolve("hat/014b2a1b.jpg"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // It has no such shell.
  void aShellReadsTheCommandThatGoesBack() throws IOException, InterruptedException {
    convert("--split", "fit=0.6,holdout=0.4");
    String records = folder.resolve("records").toString();
    String files = folder.resolve("it's $HOME, sweet `home`").toString();
    assertThat(run("convert", "--extract", "--input", records, "--output", files)).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    String command = printed.substring(printed.indexOf("To go back: ") + "To go back: ".length());
    var shell = List.of("sh", "-c", "tfpipeline() { printf '%s\\n' \"$@\"; }\n" + command);
    var read = Scripts.run(Map.of(), folder, shell);
    assertThat(run(read.out().lines().toArray(String[]::new))).isZero();
    assertThat(run("inspect", files + "-records")).isZero();
  }

  @Test
  void aMissingFormatIsWrongUsage() {
    assertThat(run("convert", "--input", folder.toString(), "--output", folder + "/y"))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tfpipeline: --format is missing; say how the input lies on the disk: folder|");
  }

  @Test
  void anObjectLeftOutIsSaid() {
    String bccd = TestImages.path("annotated/bccd").toString();
    assertThat(run("convert", "--format", "voc", "--input", bccd, "--output", folder + "/records"))
        .isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            bccd
                + "/JPEGImages/BloodImage_00343.jpg has object 4 (RBC) whose box has no area; the object is left out");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("3 classes, named in image-object-class-label.labels.txt")
        .contains("2 remarks on annotations, in remarks.tsv");
  }

  @Test
  void drawsAContactSheetAndReplacesItOnlyWhenTold() throws IOException {
    convert();
    String records = folder.resolve("records").toString();
    Path sheet = folder.resolve("sheet.png");
    String[] inspect = {"inspect", records, "--contact-sheet", sheet.toString(), "--images", "4"};
    assertThat(run(inspect)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Drew the first 4 on " + sheet);
    assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(12 + 3 * (320 + 12));
    Files.writeString(sheet, "mine");
    assertThat(run(inspect)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(sheet + " is there already; name another file, or replace it with --force.");
    assertThat(sheet).hasContent("mine");
    assertThat(run("inspect", records, "--contact-sheet", sheet.toString(), "--force")).isZero();
    assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(12 + 4 * (320 + 12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sheet.jpg | 8 | 2 | sheet.jpg must end in .png",
        "sheet.png | 0 | 2 | --images 0 must be from 1 to 256",
        "sheet.png | 257 | 2 | --images 257 must be from 1 to 256",
        "none/sheet.png | 8 | 1 | is no folder to write --contact-sheet to"
      })
  void aSheetThatCannotBeIsRefusedBeforeReading(
      String file, String images, int status, String message) {
    String sheet = folder.resolve(file).toString();
    assertThat(run("inspect", "none", "--contact-sheet", sheet, "--images", images))
        .isEqualTo(status);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }

  @Test
  void flagsOfTheSheetAloneAreWrongUsage() {
    assertThat(run("inspect", "none", "--images", "4")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tfpipeline: --images and --force go with --contact-sheet only");
  }

  @Test
  void aUriIsWrongUsage() {
    assertThat(run("inspect", "s3://bucket/records")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tfpipeline: PATH must be a local path, not s3://bucket/records");
  }

  @Test
  void missingInputEndsInStatusOne() {
    assertThat(
            run("convert", "--format", "flat", "--input", folder + "/x", "--output", folder + "/y"))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            "tfpipeline: input folder "
                + folder
                + "/x is not there; name the folder of the images.\n");
  }

  @Test
  void aDamagedFileEndsInStatusOne() throws IOException {
    Path file = Files.writeString(folder.resolve("page.tfrecord"), "<html>not found</html>");
    assertThat(run("inspect", "--json", file.toString())).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"ok\": false");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(file + " is not a TFRecord file: it begins with the text '<html>not fo'");
  }

  private int convert(String... flags) {
    var arguments = new ArrayList<String>(List.of("convert"));
    var given = List.of(flags);
    if (!given.contains("--format")) {
      arguments.addAll(List.of("--format", "folder"));
    }
    if (!given.contains("--input")) {
      arguments.addAll(List.of("--input", TestImages.PHOTOGRAPHS.toString()));
    }
    arguments.addAll(List.of("--output", folder.resolve("records").toString()));
    arguments.addAll(given);
    return run(arguments.toArray(new String[0]));
  }

  private int run(String... arguments) {
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Main(Subcommands.all(folder), console).run(arguments);
  }
}
