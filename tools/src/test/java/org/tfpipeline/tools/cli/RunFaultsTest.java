package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the machine in the middle of a training. */
@DisabledOnOs(OS.WINDOWS) // The limit is the shell's.
final class RunFaultsTest {

  @TempDir private Path folder;
  private Path records;
  private Path run;

  @BeforeEach
  void writeRecords() throws IOException {
    records = TinyRun.records(folder);
    run = folder.resolve("run");
  }

  /** To a program, no more room in a file is like no more room on the disk. */
  @Test
  void aFullDiskEndsTheRunAndRoomLetsItGoOn() throws Exception {
    // The time is over before the first step is.
    assertThat(train("", "--max-time", "1s").err()).contains("Stopped after step 1;");
    var full = train("ulimit -f 64 && ");
    assertThat(full.status()).isEqualTo(1);
    // TensorFlow's own log has lines before it.
    assertThat(full.err().lines().reduce((first, second) -> second).orElseThrow())
        .startsWith(
            "tfpipeline: The checkpoint of step 2 cannot be written below '%s' ("
                .formatted(run.resolve("checkpoints")))
        .endsWith(
            "); make room or put the folder right, and start again with the same command: it goes on from the last checkpoint.");
    assertThat(run.resolve("checkpoints/step-00000002")).doesNotExist();
    var again = train("");
    assertThat(again.err()).contains("Going on after step 1.");
    assertThat(again.status()).isZero();
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
  }

  @Test
  void aFolderThatIsGoneIsNamedAndDoesNotComeBackInPart() throws Exception {
    var process = new ProcessBuilder(command("", 1_000_000)).redirectErrorStream(true).start();
    while (process.isAlive() && Files.notExists(run.resolve("checkpoints/step-00000003"))) {
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
    Files.move(run, folder.resolve("elsewhere")); // At once, while the process writes in it.
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output)
        .contains("cannot be written below '%s'".formatted(run.resolve("checkpoints")));
    assertThat(run).doesNotExist();
  }

  private CommandLine train(String before, String... flags) throws Exception {
    var command = command(before, 3);
    command.addAll(List.of(flags));
    return Scripts.run(Map.of(), folder, command);
  }

  private List<String> command(String before, int steps) {
    var command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", // It is a file, too, and larger than the limit.
            "-Dtfpipeline.home=" + Path.of("..").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(TinyRun.arguments(records, run, steps, 1));
    return command;
  }
}
