package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LimitedRunTest {

  @TempDir private Path folder;

  /** A million steps take longer than any limit that a test can wait for. */
  @Test
  void stopsAfterItsTimeWithACheckpoint() throws IOException {
    var run = folder.resolve("run");
    var arguments =
        new ArrayList<>(TinyRun.arguments(TinyRun.records(folder), run, 1_000_000, 1_000_000));
    arguments.add("--max-time");
    arguments.add("1s");

    var result = CommandLine.run(arguments.toArray(String[]::new));

    assertThat(result.status()).as(result.err()).isZero();
    long steps = Files.readAllLines(run.resolve("metrics.jsonl")).size();
    assertThat(steps).isBetween(1L, 999_999L);
    assertThat(result.err())
        .contains("Stopped after step %d; the same command goes on from there.".formatted(steps));
    assertThat(run.resolve("checkpoints/step-%08d/manifest.json".formatted(steps))).exists();
    assertThat(run.resolve("saved_model")).doesNotExist();
  }
}
