package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.MaskedCrc32c;
import org.tfpipeline.tools.convert.TestImages;
import org.tfpipeline.tools.convert.mask.GrayPng;

/**
 * Conversions that a signal or a full disk ends; {@code tools/kill-conversion} does this more often
 * and with larger collections.
 */
final class ConversionProcessTest {

  private static final int IMAGES = 350;
  private static final int SHARDS = 40;
  private static final int SIGKILL = 128 + 9;

  @TempDir private Path folder;
  private Path photographs;

  /** The photographs often enough that conversion takes a while. */
  @BeforeEach
  void copyPhotographs() throws IOException {
    photographs = folder.resolve("photographs");
    for (int copy = 0; copy < IMAGES / 7; copy++) {
      TestImages.copy(TestImages.PHOTOGRAPHS, photographs.resolve("copy" + copy));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // No signals there.
  void aKilledConversionLeavesNothingThatLooksComplete() throws Exception {
    var undisturbed = folder.resolve("undisturbed/out");
    assertThat(convert(undisturbed).status()).isZero();

    // Before the first record, between shards, and while the last files are written.
    for (String awaited : List.of(".", shard(SHARDS / 2), "dataset_info.json")) {
      var output = folder.resolve("killed at " + awaited + "/out");
      var staging = output.resolveSibling(".out.incomplete");
      var process = start(output, staging.resolve(awaited));
      process.destroyForcibly();
      boolean killed = process.waitFor() == SIGKILL;
      assertThat(killed || !awaited.equals(".")).as("the first kill comes in time").isTrue();
      if (Files.exists(output)) {
        assertThat(checksums(output)).isEqualTo(checksums(undisturbed));
        assertThat(CommandLine.run("inspect", output.toString()).status()).isZero();
      } else {
        assertThat(CommandLine.run("inspect", output.toString()).status()).isEqualTo(1);
        assertThat(convert(output).status()).isZero();
      }
      assertThat(checksums(output)).isEqualTo(checksums(undisturbed));
      assertThat(staging).doesNotExist();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // The limit is the shell's.
  void aFullDiskIsNamedAndNothingIsLeft() throws Exception {
    var output = folder.resolve("full/out");
    // To a program, no more room in a file is like no more room on the disk.
    var limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 8 && exec \"$@\"", "sh"));
    limited.addAll(command(arguments(output)));
    var result = Scripts.run(Map.of(), folder, limited);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .containsPattern(
            "(?m)^tfpipeline: \\S*" + shard(0) + " cannot be written \\(.+\\); make room");
    assertThat(output.getParent()).isEmptyDirectory();
  }

  /**
   * Five thousand by four thousand pixels are few bytes in the files, and too many for the heap.
   */
  @ParameterizedTest
  @ValueSource(strings = {"masks", "coco"})
  void masksTooLargeForTheHeapAreRefused(String format) throws Exception {
    var input = folder.resolve("large");
    for (var name : List.of("images", "masks")) {
      Files.createDirectories(input.resolve(name));
      Files.write(input.resolve(name + "/large.png"), GrayPng.encodeEmpty(5000, 4000));
      Files.write(input.resolve(name + "/small.png"), GrayPng.encodeEmpty(50, 40));
    }
    Files.writeString(
        input.resolve("instances.json"),
        """
        {"images": [{"id": 1, "file_name": "small.png"}, {"id": 2, "file_name": "large.png"}],
         "categories": [{"id": 1, "name": "part"}],
         "annotations": [
          {"image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5], "segmentation": [[1, 1, 6, 1, 6, 6]]},
          {"image_id": 2, "category_id": 1, "bbox": [1, 1, 5, 5], "segmentation": [[1, 1, 6, 1, 6, 6]]}
         ]}
        """);
    var output = folder.resolve("refused/out").toString();
    var arguments =
        List.of(
            "convert",
            "--format",
            format,
            "--input",
            input.toString(),
            "--output",
            output,
            "--skip-bad");
    var result = Scripts.run(Map.of(), folder, command(arguments));
    assertThat(result.err())
        .contains("large.png has 5000 x 4000 pixels, whose masks need more memory than Java has;");
    assertThat(result.status()).isZero();
    assertThat(CommandLine.run("inspect", output).out()).contains("All 1 records");
  }

  private CommandLine convert(Path output) {
    return CommandLine.run(arguments(output).toArray(String[]::new));
  }

  private List<String> arguments(Path output) {
    return List.of(
        "convert",
        "--format",
        "flat",
        "--input",
        photographs.toString(),
        "--output",
        output.toString(),
        "--shards",
        Integer.toString(SHARDS));
  }

  private static List<String> command(List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData", // It is a file, too, and larger than the limit.
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Converts in a process of its own until something appears. */
  private Process start(Path output, Path awaited) throws Exception {
    var log = folder.resolve("process.log");
    var builder = new ProcessBuilder(command(arguments(output))).redirectErrorStream(true);
    var process = builder.redirectOutput(log.toFile()).start();
    var deadline = Instant.now().plus(Duration.ofMinutes(5));
    while (process.isAlive() && Files.notExists(awaited)) {
      assertThat(Instant.now()).as(Files.readString(log, UTF_8)).isBefore(deadline);
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
    return process;
  }

  private static String shard(int index) {
    return "photographs-train.tfrecord-%05d-of-%05d".formatted(index, SHARDS);
  }

  private static Map<String, Integer> checksums(Path output) throws IOException {
    var checksums = new TreeMap<String, Integer>();
    try (var files = Files.list(output)) {
      for (Path file : files.toList()) {
        checksums.put(file.getFileName().toString(), MaskedCrc32c.of(Files.readAllBytes(file)));
      }
    }
    return checksums;
  }
}
