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
import org.junit.jupiter.api.Test;
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

  private int convert(String flag, String value, String... more) {
    var arguments = new ArrayList<String>();
    arguments.add("convert");
    if (!flag.equals("--format")) {
      arguments.addAll(List.of("--format", "folder"));
    }
    arguments.addAll(
        List.of(
            "--input",
            TestImages.PHOTOGRAPHS.toString(),
            "--output",
            folder.resolve("records").toString(),
            flag,
            value));
    arguments.addAll(List.of(more));
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
