package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ObjectArrays;
import com.google.common.collect.Streams;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordWriter;

final class BenchCommandTest {

  @TempDir private Path folder;

  @Test
  void everyStageIsMeasuredOnTheSameImages() {
    var result = bench("input", "--batches", "4", "--rounds", "2", "--json");
    assertThat(result.status()).as(result.err()).isZero();
    var report = JsonParser.parseString(result.out()).getAsJsonObject();

    assertThat(report.get("benchmark").getAsString()).isEqualTo("input");
    assertThat(report.get("batch_size").getAsInt()).isEqualTo(6);
    assertThat(report.get("views").getAsString()).isEqualTo("2×64 + 2×32");
    var machine = report.getAsJsonObject("machine");
    assertThat(machine.get("cpu").getAsString()).isNotBlank();
    assertThat(machine.get("cores").getAsInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(machine.get("tensorflow").getAsString()).startsWith("2.");
    var stages = Streams.stream(report.getAsJsonArray("stages")).map(JsonElement::getAsJsonObject);
    var list = stages.toList();
    assertThat(list)
        .extracting(stage -> stage.get("stage").getAsString())
        .containsExactly("read", "decode", "crop", "color");
    assertThat(list)
        .allSatisfy(
            stage -> {
              assertThat(stage.get("images").getAsLong()).isEqualTo(4 * 6);
              assertThat(number(stage, "images_per_second")).isPositive().isFinite();
              assertThat(number(stage, "images_per_second_per_core"))
                  .isCloseTo(
                      number(stage, "images_per_second") / machine.get("cores").getAsInt(),
                      within(1e-6));
            });
    assertThat(list.stream().mapToDouble(stage -> number(stage, "share")).sum())
        .isCloseTo(1, within(1e-9));
    // At first and after each of four batches: of all stages, only the last is followed.
    assertThat(report.getAsJsonArray("resident_kb"))
        .hasSize(Files.isReadable(Path.of("/proc/self/status")) ? 5 : 0)
        .allSatisfy(kilobytes -> assertThat(kilobytes.getAsLong()).isPositive());
  }

  @Test
  void theTextHasALineForEachStage() {
    var result = bench("input", "--batches", "1", "--rounds", "1");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out().lines().map(line -> line.split(" ", -1)[0]).toList())
        .containsSubsequence("read", "decode", "crop", "color");
  }

  @Test
  void aBadRecordIsNamed() throws IOException {
    var file = folder.resolve("bad.tfrecord");
    try (var writer = RecordWriter.create(file, Compression.NONE)) {
      for (int record = 0; record < 6; record++) {
        writer.write(new byte[] {1, 2, 3});
      }
    }
    var result = bench("input", "--data", file.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("of '" + file + "' is not a tf.train.Example");
  }

  @Test
  void badRecordsAreSkippedAndCounted() throws IOException {
    var file = TinyRun.recordsWithBad(folder, Set.of(0, 7));
    String[] flags = {"input", "--data", file.toString(), "--batches", "4", "--rounds", "1"};
    String[] skip =
        ObjectArrays.concat(flags, new String[] {"--set", "data.bad_records=SKIP"}, String.class);
    var result = bench(ObjectArrays.concat(skip, "--json"));
    assertThat(result.status()).as(result.err()).isZero();
    var stages = JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("stages");
    // An epoch is two batches, and the batch before those that are measured has one or two of them.
    var skipped =
        Streams.stream(stages)
            .map(stage -> stage.getAsJsonObject().get("skipped_images").getAsInt())
            .toList();
    assertThat(skipped.get(0)).isZero();
    assertThat(skipped.get(1)).isBetween(2, 6);
    assertThat(skipped.subList(2, 4)).containsOnly(skipped.get(1));
    assertThat(bench(skip).out()).containsPattern("[2-6] of 24 images were bad and skipped\n");
  }

  @Test
  void wrongFlagsEndInStatusTwo() {
    assertThat(bench("inputs"))
        .isEqualTo(new CommandLine(2, "", "tfpipeline: bench knows input, not \"inputs\".\n"));
    assertThat(bench("input", "--rounds", "0").err())
        .isEqualTo("tfpipeline: --rounds must be at least 1, not 0.\n");
    assertThat(bench("input", "--batches", "7"))
        .isEqualTo(
            new CommandLine(
                2, "", "tfpipeline: --batches must be a multiple of the 5 rounds, not 7.\n"));
  }

  @Test
  void kindsThatArePromisedSaySo() {
    for (var kind : List.of("step", "convert")) {
      assertThat(bench(kind))
          .isEqualTo(
              new CommandLine(1, "", "tfpipeline: bench %s is not built yet.\n".formatted(kind)));
    }
  }

  private static double number(JsonObject stage, String name) {
    return stage.get(name).getAsDouble();
  }

  private static CommandLine bench(String... arguments) {
    var all =
        ObjectArrays.concat(
            new String[] {"bench", "--device", "cpu", "--set", "data.batch_size=6"},
            arguments,
            String.class);
    return CommandLine.run(all);
  }
}
