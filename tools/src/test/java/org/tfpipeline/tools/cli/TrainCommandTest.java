package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

  @TempDir private Path folder;
  private Path configuration;
  private Path records;

  @BeforeEach
  void writeAConfiguration() throws IOException {
    records = Files.createFile(folder.resolve("photographs.tfrecord"));
    configuration =
        Files.writeString(
            folder.resolve("mine.textproto"),
            "data { path: \"photographs.tfrecord\" }\nschedule { warmup_epochs: 0 }\n");
  }

  @Test
  void withoutFlagsItIsTheQuickStart() {
    var result = CommandLine.run("train", "--print-config");
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("name: \"quickstart\"\n")
        .contains("clothing-train.tfrecord-*\"\n");
  }

  @Test
  void aShippedConfigurationIsFoundByName() {
    assertThat(CommandLine.run("train", "--config", "selfpatch_vitti16", "--print-config").out())
        .contains("architecture: TINY\n");
  }

  @Test
  void flagsOverrideTheFileAndEachOther() {
    String printed =
        train(
                "--print-config",
                "--set",
                "data.batch_size=8",
                "--set",
                "seed=1",
                "--seed",
                "2",
                "--device",
                "gpu:1",
                "--steps",
                "12",
                "--data",
                folder.toString())
            .out();
    assertThat(printed)
        .contains("  batch_size: 8\n")
        .contains("seed: 2\n")
        .contains("  device: \"gpu:1\"\n")
        .contains("  steps: 12\n")
        .contains("  path: \"" + folder + "\"\n")
        .doesNotContain("  epochs: ");
  }

  @Test
  void whatIsPrintedLoadsAgain() throws IOException {
    String printed = train("--print-config").out();
    Path copy = Files.writeString(folder.resolve("printed.textproto"), printed);
    assertThat(CommandLine.run("train", "--config", copy.toString(), "--print-config").out())
        .isEqualTo(printed)
        .contains("  path: \"" + records + "\"\n");
  }

  @Test
  void aBadFlagIsWrongUsageAndABadFileIsNot() throws IOException {
    assertThat(train("--epochs", "many"))
        .isEqualTo(
            failure(
                2,
                "--epochs many: schedule.epochs must be a whole number from 1 to 1000000, not"
                    + " many."));
    assertThat(train("--set", "seed").status()).isEqualTo(2);
    assertThat(train("--set", "backbone.patch_size=15").status()).isEqualTo(2);

    Files.writeString(configuration, "seed: -3");
    assertThat(train())
        .isEqualTo(
            failure(
                1,
                configuration
                    + ":1:1: seed must be a whole number from 0 to 9223372036854775807, not -3."));
  }

  @Test
  void dataThatIsNotThereIsAFailure() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(train("--data", nowhere.toString()))
        .isEqualTo(
            failure(
                1,
                "--data "
                    + nowhere
                    + ": data.path: "
                    + nowhere
                    + " is not there; name a TFRecord file, a folder of them, or a glob in the last part of a path."));
  }

  @Test
  void stepsAndEpochsExcludeEachOther() {
    var result = train("--steps", "3", "--epochs", "2");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("tfpipeline: --steps and --epochs exclude each other; give one.");
    assertThat(train("--epochs", "2", "--steps", "3").status()).isEqualTo(2);
  }

  @Test
  void timesAndPlacesAreChecked() {
    assertThat(train("--max-time", "2"))
        .isEqualTo(failure(2, "--max-time is a time such as 2h, 90m or 1h30m, not \"2\"."));
    assertThat(train("--init-from", "s3://x").err())
        .startsWith("tfpipeline: --init-from s3://x: initial_weights must be a local path, ");
    assertThat(train("--keep", "5", "--print-config").out()).contains("  kept_checkpoints: 5\n");
  }

  @Test
  void anUnknownConfigurationIsAnsweredWithTheShippedOnes() {
    assertThat(CommandLine.run("train", "--config", "quickstrat").err())
        .startsWith(
            "tfpipeline: --config quickstrat: there is no such file and no shipped configuration of"
                + " that name; did you mean quickstart? Shipped are dino_vits16_imagenet, quickstart, ");
    assertThat(CommandLine.run("train", "--config", "gs://bucket/x").err())
        .isEqualTo(
            "tfpipeline: --config must be a local path, not gs://bucket/x; copy the files to this"
                + " machine or mount them.\n");
  }

  @Test
  void theOutputMustBeLocal() {
    assertThat(train("--output", "s3://bucket/runs").err())
        .isEqualTo(
            "tfpipeline: --output must be a local path, not s3://bucket/runs; copy the files to"
                + " this machine or mount them.\n");
  }

  @Test
  void dataWithoutRecordsIsRefusedBeforeAnythingIsMade() {
    var output = folder.resolve("run");
    assertThat(train("--output", output.toString()))
        .isEqualTo(
            failure(
                1, "'" + records + "' holds no records; run 'tfpipeline convert' to make some."));
    assertThat(output).doesNotExist();
  }

  @Test
  void anOutputThatIsAFileIsRefused() {
    assertThat(train("--output", configuration.toString()))
        .isEqualTo(
            failure(
                1,
                "'"
                    + configuration
                    + "' is a file, in the way of a run directory; choose another --output or move"
                    + " the file."));
  }

  private static CommandLine failure(int status, String sentence) {
    return new CommandLine(status, "", "tfpipeline: " + sentence + "\n");
  }

  private CommandLine train(String... flags) {
    var arguments = new String[flags.length + 3];
    arguments[0] = "train";
    arguments[1] = "--config";
    arguments[2] = configuration.toString();
    System.arraycopy(flags, 0, arguments, 3, flags.length);
    return CommandLine.run(arguments);
  }
}
