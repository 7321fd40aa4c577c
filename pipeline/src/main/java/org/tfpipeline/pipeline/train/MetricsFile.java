package org.tfpipeline.pipeline.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.LineNumberReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code metrics.jsonl}: one JSON object a logged step. */
final class MetricsFile implements Closeable {
  private final Path file;
  private final BufferedWriter writer;
  private final ImmutableList<String> warnings;

  private MetricsFile(Path file, BufferedWriter writer, ImmutableList<String> warnings) {
    this.file = file;
    this.writer = writer;
    this.warnings = warnings;
  }

  /**
   * Opens the file to go on after a step; what it says of later steps, which will be done again, is
   * cut off. So is a last line that a crash cut short; for other lines that cannot be read, the
   * file is kept as it was.
   *
   * @throws TrainingException if something else is in its place
   */
  static MetricsFile resume(Path file, long step) throws IOException {
    var warnings = ImmutableList.<String>of();
    if (Files.exists(file)) {
      if (!Files.isRegularFile(file)) {
        throw new TrainingException("'%s' is no file; move it away.".formatted(file));
      }
      var aside = file.resolveSibling(file.getFileName() + ".incomplete");
      var damaged = copy(file, aside, step);
      if (damaged.isPresent()) {
        var kept = DurableFiles.free(file.resolveSibling("damaged-" + file.getFileName()));
        Files.copy(file, kept);
        warnings =
            ImmutableList.of(
                "'%s' has a line %d that no step has written; it was copied to '%s', and its other lines stay."
                    .formatted(file, damaged.getAsInt(), kept.getFileName()));
      }
      DurableFiles.forceFile(aside);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return new MetricsFile(
        file,
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        warnings);
  }

  /**
   * Copies the lines up to a step.
   *
   * @return the number of the first line, from 1, that no crash explains
   */
  private static OptionalInt copy(Path file, Path to, long lastStep) throws IOException {
    var damaged = OptionalInt.empty();
    // Every byte is a character in it: what cannot be read is copied as it is.
    try (var lines = new LineNumberReader(Files.newBufferedReader(file, ISO_8859_1));
        var kept = Files.newBufferedWriter(to, ISO_8859_1)) {
      var line = lines.readLine();
      while (line != null) {
        var next = lines.readLine();
        var step = stepOf(line);
        if (step.isEmpty() && next != null && damaged.isEmpty()) {
          damaged = OptionalInt.of(lines.getLineNumber() - 1);
        }
        if (step.isPresent() && step.getAsLong() <= lastStep) {
          kept.write(line);
          kept.newLine();
        }
        line = next;
      }
    }
    return damaged;
  }

  /** The last step that a file tells of; 0 if there is none. */
  static long lastStep(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (var lines = Files.lines(file, ISO_8859_1)) {
      return lines.mapToLong(line -> stepOf(line).orElse(0)).max().orElse(0);
    }
  }

  /** The step a line is about. */
  private static OptionalLong stepOf(String line) {
    try {
      var step = JsonParser.parseString(line).getAsJsonObject().get("step");
      return OptionalLong.of(step.getAsLong());
    } catch (RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** What is wrong with the file that it went on from. */
  ImmutableList<String> warnings() {
    return warnings;
  }

  void write(StepReport report, double imagesPerSecond) throws IOException {
    var line = new JsonObject();
    line.addProperty("step", report.step());
    line.addProperty("epoch", report.epoch());
    report.metrics().forEach(line::addProperty);
    line.addProperty("learning_rate", report.schedule().learningRate());
    line.addProperty("weight_decay", report.schedule().weightDecay());
    line.addProperty("teacher_momentum", report.schedule().teacherMomentum());
    line.addProperty("teacher_temperature", report.schedule().teacherTemperature());
    line.addProperty("images_per_second", imagesPerSecond);
    writer.write(line.toString());
    writer.newLine();
    writer.flush();
  }

  /** Puts what was written on the disk, unless somebody moved it. */
  void force() throws IOException {
    if (Files.exists(file)) {
      DurableFiles.forceFile(file);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
