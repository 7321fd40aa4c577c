package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;

final class ExportCommandTest {
  @TempDir private static Path shared;
  private static TinyRun run;

  @TempDir private Path folder;
  private Path output;

  @BeforeAll
  static void train() throws IOException {
    run = TinyRun.train(shared);
  }

  @BeforeEach
  void nameTheOutput() {
    output = folder.resolve("exported");
  }

  @Test
  void theChosenCheckpointAndBlocksAreWritten() throws IOException {
    var first = run.folder().resolve("checkpoints/step-00000001");
    for (var name : ImmutableList.of(first, "step-00000001")) {
      assertThat(
              export(
                  "--checkpoint",
                  name,
                  "--network",
                  "student",
                  "--taps",
                  "1",
                  "--license",
                  "CC BY 4.0"))
          .isEqualTo(new CommandLine(0, "Wrote the student after step 1 to " + output + ".\n", ""));
    }
    assertThat(Files.readString(output.resolve("assets.extra/origin.json")))
        .contains(
            "\"network\": \"student\"",
            "\"step\": 1",
            run.records().toString(),
            "\"license\": \"CC BY 4.0\"");
    try (var model = SavedModelBundle.load(output.toString(), "serve")) {
      assertThat(model.function("intermediate").signature().outputNames())
          .containsExactly("block_1");
    }
  }

  @Test
  void theTrainingDataMayBeGone() throws IOException {
    var moved = run.copyWithoutData(folder.resolve("moved"));
    assertThat(CommandLine.run("export", "--run", moved.toString(), "--output", output.toString()))
        .isEqualTo(new CommandLine(0, "Wrote the teacher after step 2 to " + output + ".\n", ""));
  }

  @Test
  void theNewestSoundCheckpointIsTaken() throws IOException {
    var copy = run.copyWithoutData(folder.resolve("damaged"));
    var newest = copy.resolve("checkpoints/step-00000002");
    var index = newest.resolve("ckpt.index");
    Files.write(index, Arrays.copyOf(Files.readAllBytes(index), 100));

    var result = CommandLine.run("export", "--run", copy.toString(), "--output", output.toString());

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("Wrote the teacher after step 1 to " + output + ".\n");
    assertThat(result.err())
        .startsWith(
            "Warning: The checkpoint '%s' has a damaged ckpt.index (100 bytes in place of "
                .formatted(newest))
        .endsWith("; this is about 'step-00000001'.\n");

    var named =
        CommandLine.run(
            ("export --checkpoint step-00000002 --run " + copy + " --output " + output)
                .split(" ", -1));
    assertThat(named.status()).isEqualTo(1);
    assertThat(named.err())
        .startsWith("tfpipeline: The checkpoint '%s' has a damaged ckpt.index (".formatted(newest))
        .endsWith("; name another one.\n");
  }

  @Test
  void aCheckpointNeedsNoRun() throws IOException {
    var copy = run.copyWithoutData(folder.resolve("copy")).resolve("checkpoints/step-00000002");
    var alone = Files.move(copy, folder.resolve("elsewhere"));
    var result =
        CommandLine.run("export", "--checkpoint", alone.toString(), "--output", output.toString());
    assertThat(result)
        .isEqualTo(new CommandLine(0, "Wrote the teacher after step 2 to " + output + ".\n", ""));
    assertThat(CommandLine.run("export", "--output", output.toString()))
        .isEqualTo(failure(2, "name a run with --run, or a checkpoint with --checkpoint."));
  }

  @Test
  void aRunWithoutCheckpointsSaysSo() throws IOException {
    Files.copy(run.folder().resolve("config.textproto"), folder.resolve("config.textproto"));
    var result =
        CommandLine.run(
            ("export --checkpoint step-00000001 --run " + folder + " --output " + output)
                .split(" ", -1));
    assertThat(result)
        .isEqualTo(
            failure(
                1, "'step-00000001' is no checkpoint of '%s'; it has none yet.".formatted(folder)));
  }

  @Test
  void aFileInTheOutputsPlaceIsKept() throws IOException {
    Files.writeString(output, "years of work");
    assertThat(export())
        .isEqualTo(
            failure(1, "output " + output + " is a file; name a folder to be made instead."));
    assertThat(output).hasContent("years of work");
  }

  @Test
  void aFolderThatIsNoSavedModelIsKept() throws IOException {
    var thesis = Files.createDirectory(output).resolve("thesis.tex");
    Files.writeString(thesis, "years of work");
    assertThat(export())
        .isEqualTo(
            failure(
                1,
                "output folder "
                    + output
                    + " is not replaced because it holds thesis.tex, which is no part of a"
                    + " SavedModel; name another."));
    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    var result = export("--checkpoint", folder.resolve("checkpoints/step-00000001"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("is no checkpoint of '" + run.folder() + "'; it has step-00000001, ");
    assertThat(output).doesNotExist();
  }

  @Test
  void wrongFlagsEndInStatusTwo() {
    assertThat(export("--taps", "0,9"))
        .isEqualTo(
            failure(
                2,
                "--taps 0,9: There is no block 9 in a network of 2 blocks; choose taps from 0 to"
                    + " 1."));
    assertThat(export("--taps", "1, 0,1"))
        .isEqualTo(failure(2, "--taps 1, 0,1 has a block twice; name each once."));
    assertThat(export("--taps", "last").status()).isEqualTo(2);
    assertThat(export("--network", "parent").status()).isEqualTo(2);
    assertThat(export("--format", "onnx").status()).isEqualTo(2);
    assertThat(export("--format", "safetensors", "--taps", "1").status()).isEqualTo(2);
    assertThat(export("--checkpoint", "s3://a/b").status()).isEqualTo(2);
    assertThat(CommandLine.run("export", "--run", "x", "--output", "s3://a/b").status())
        .isEqualTo(2);
    assertThat(CommandLine.run("export", "--run", "s3://a/b", "--output", "x").status())
        .isEqualTo(2);
    assertThat(output).doesNotExist();
  }

  private static CommandLine failure(int status, String sentence) {
    return new CommandLine(status, "", "tfpipeline: " + sentence + "\n");
  }

  private CommandLine export(Object... flags) {
    var all =
        ImmutableList.builder()
            .add("export", "--run", run.folder(), "--output", output)
            .add(flags)
            .build();
    return CommandLine.run(all.stream().map(Object::toString).toArray(String[]::new));
  }
}
