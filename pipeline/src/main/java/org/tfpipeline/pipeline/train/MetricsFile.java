package org.tfpipeline.pipeline.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;

/** {@code metrics.jsonl}: one JSON object a logged step. */
final class MetricsFile implements Closeable {
  private final BufferedWriter writer;

  private MetricsFile(BufferedWriter writer) {
    this.writer = writer;
  }

  /**
   * Opens the file to go on after a step; what it says of later steps, which will be done again, is
   * cut off.
   */
  static MetricsFile resume(Path file, long step) throws IOException {
    if (Files.exists(file)) {
      var kept = new ArrayList<String>();
      try (var lines = Files.lines(file)) {
        for (var line : (Iterable<String>) lines::iterator) {
          if (stepOf(line) > step) {
            break;
          }
          kept.add(line);
        }
      }
      var aside = file.resolveSibling(file.getFileName() + ".incomplete");
      Files.write(aside, kept);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return new MetricsFile(
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** The step a line is about; a line cut short by a crash is later than all. */
  private static long stepOf(String line) {
    try {
      return JsonParser.parseString(line).getAsJsonObject().get("step").getAsLong();
    } catch (RuntimeException e) {
      return Long.MAX_VALUE;
    }
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

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
