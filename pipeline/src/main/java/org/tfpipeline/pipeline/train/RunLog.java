package org.tfpipeline.pipeline.train;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Writes the metrics file and the TensorBoard events of a run. */
final class RunLog implements TrainingListener, Closeable {
  private final Path folder;
  private final MetricsFile metrics;
  private final EventFile events;
  private final int everySteps;
  private final int batchSize;
  private final Stopwatch sinceLast = Stopwatch.createStarted();
  private long lastStep;

  private RunLog(
      Path folder,
      MetricsFile metrics,
      EventFile events,
      int everySteps,
      int batchSize,
      long lastStep) {
    this.folder = folder;
    this.metrics = metrics;
    this.events = events;
    this.everySteps = everySteps;
    this.batchSize = batchSize;
    this.lastStep = lastStep;
  }

  /** Goes on after a step; whatever the files say of later ones is cut off. */
  static RunLog resume(RunDirectory run, RunConfig config, long step) throws IOException {
    var metrics = MetricsFile.resume(run.metrics(), step);
    try {
      var events = EventFile.resume(run.path(), step, Clock.systemUTC());
      return new RunLog(
          run.path(), metrics, events, config.logEverySteps(), config.data().batchSize(), step);
    } catch (IOException | RuntimeException e) {
      try (metrics) {
        throw e;
      }
    }
  }

  /** What is wrong with the files that it went on from, in a sentence each. */
  ImmutableList<String> warnings() {
    return ImmutableList.<String>builder()
        .addAll(metrics.warnings())
        .addAll(events.warnings())
        .build();
  }

  @Override
  public void stepped(StepReport report) {
    if (report.step() % everySteps != 0 && report.step() != report.lastStep()) {
      return;
    }
    double seconds = sinceLast.elapsed(TimeUnit.NANOSECONDS) * 1e-9;
    double imagesPerSecond = (report.step() - lastStep) * batchSize / seconds;
    try {
      metrics.write(report, imagesPerSecond);
      events.write(report);
    } catch (IOException e) {
      throw new TrainingException(
          "The metrics of step %d cannot be written in '%s' (%s); make room and start again with the same command: it goes on from the last checkpoint."
              .formatted(report.step(), folder, e.getMessage()),
          e);
    }
    lastStep = report.step();
    sinceLast.reset().start();
  }

  /** A checkpoint that outlives the machine must not know more steps than its log. */
  @Override
  public void saving() throws IOException {
    metrics.force();
    events.force();
  }

  @Override
  public void close() throws IOException {
    try (metrics) {
      events.close();
    }
  }
}
