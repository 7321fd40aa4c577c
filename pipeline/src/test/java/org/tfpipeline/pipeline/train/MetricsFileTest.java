package org.tfpipeline.pipeline.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("metrics.jsonl");
  }

  @Test
  void everyLineIsAnObjectWithTheStepsNumbers() throws IOException {
    try (var metrics = MetricsFile.resume(file, 0)) {
      metrics.write(Reports.of(20), 12.5);
      // It can be read while the run goes on.
      assertThat(file).content().endsWith(System.lineSeparator());
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
    var line = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(line.keySet())
        .containsExactlyInAnyOrder(
            "step",
            "epoch",
            "loss",
            "gradient_norm",
            "learning_rate",
            "weight_decay",
            "teacher_momentum",
            "teacher_temperature",
            "images_per_second");
    assertThat(line.get("step").getAsLong()).isEqualTo(20);
    assertThat(line.get("epoch").getAsInt()).isEqualTo(2);
    assertThat(line.get("loss").getAsDouble()).isEqualTo(2);
    assertThat(line.get("learning_rate").getAsDouble()).isEqualTo(5);
    assertThat(line.get("weight_decay").getAsDouble()).isEqualTo(0.04);
    assertThat(line.get("teacher_momentum").getAsDouble()).isEqualTo(0.996);
    assertThat(line.get("teacher_temperature").getAsDouble()).isEqualTo(0.07);
    assertThat(line.get("images_per_second").getAsDouble()).isEqualTo(12.5);
  }

  @Test
  void stepsThatWillBeDoneAgainAreCutOff() throws IOException {
    write(1, 2, 3, 4);
    var before = Files.readAllLines(file);
    try (var metrics = MetricsFile.resume(file, 2)) {
      assertThat(Files.readAllLines(file)).isEqualTo(before.subList(0, 2));
      metrics.write(Reports.of(3), 8);
    }
    assertThat(steps()).containsExactly(1L, 2L, 3L);
    assertThat(folder).isDirectoryNotContaining("glob:**incomplete*");
  }

  @Test
  void aFinishedRunKeepsEveryLine() throws IOException {
    write(1, 2, 3);
    var before = Files.readString(file);
    MetricsFile.resume(file, 3).close();
    assertThat(file).hasContent(before);
  }

  @Test
  void aLineCutShortByACrashIsDropped() throws IOException {
    write(1, 2);
    Files.writeString(file, "{\"step\":3,\"lo", StandardOpenOption.APPEND);
    try (var metrics = MetricsFile.resume(file, 7)) {
      metrics.write(Reports.of(8), 8);
    }
    assertThat(steps()).containsExactly(1L, 2L, 8L);
  }

  @Test
  void aDamagedLineIsKeptAsideAndHidesNoOther() throws IOException {
    write(1, 2, 3, 4);
    var damaged = Files.readString(file).replaceFirst("(?m)^.*\"step\":2,.*$", "{\u00ff");
    Files.writeString(file, damaged, ISO_8859_1);
    var kept = folder.resolve("damaged-metrics.jsonl");
    for (int time = 1; time <= 2; time++) {
      try (var metrics = MetricsFile.resume(file, 3)) {
        if (time == 1) {
          assertThat(metrics.warnings())
              .containsExactly(
                  "'%s' has a line 2 that no step has written; it was copied to 'damaged-metrics.jsonl', and its other lines stay."
                      .formatted(file));
        } else {
          assertThat(metrics.warnings()).isEmpty();
        }
      }
      assertThat(steps()).containsExactly(1L, 3L);
    }
    assertThat(Files.readString(kept, ISO_8859_1)).isEqualTo(damaged);
  }

  @Test
  void aFolderInItsPlaceIsNamed() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> MetricsFile.resume(file, 3))
        .hasMessage("'%s' is no file; move it away.", file);
  }

  private void write(long... steps) throws IOException {
    try (var metrics = MetricsFile.resume(file, 0)) {
      for (long step : steps) {
        metrics.write(Reports.of(step), 8);
      }
    }
  }

  private List<Long> steps() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject().get("step").getAsLong())
        .toList();
  }
}
