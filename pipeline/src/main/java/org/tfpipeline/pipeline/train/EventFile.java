package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordException;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/** Scalars for TensorBoard. An event file is a TFRecord file of {@code Event} messages. */
final class EventFile implements Closeable {
  private static final String PREFIX = "events.out.tfevents.";

  private final RecordWriter writer;
  private final Clock clock;

  private EventFile(RecordWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Starts a new file that holds what earlier ones in the folder say up to a step, and removes
   * those; later steps will be done again.
   */
  static EventFile resume(Path folder, long step, Clock clock) throws IOException {
    var earlier = earlierFiles(folder);
    var aside = folder.resolve(".incomplete-events");
    Files.deleteIfExists(aside);
    var events = new EventFile(RecordWriter.create(aside, Compression.NONE), clock);
    events.write(events.event().setFileVersion("brain.Event:2"));
    for (var file : earlier) {
      events.copy(file, step);
    }
    events.writer.flush();
    var newest = folder.resolve(PREFIX + clock.instant().getEpochSecond() + ".tfpipeline");
    Files.move(aside, newest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    for (var file : earlier) {
      if (!file.equals(newest)) {
        Files.delete(file);
      }
    }
    return events;
  }

  private static ImmutableList<Path> earlierFiles(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      return ImmutableList.sortedCopyOf(files);
    }
  }

  private void copy(Path file, long lastStep) throws IOException {
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        var event = Event.parseFrom(reader.record());
        if (event.hasSummary() && event.getStep() <= lastStep) {
          write(event.toBuilder());
        }
      }
    } catch (RecordException e) {
      // The last event was being written when the run died; the ones before it are copied.
    }
  }

  void write(StepReport report) throws IOException {
    var summary = Summary.newBuilder();
    report.metrics().forEach((name, value) -> add(summary, name, value));
    add(summary, "learning_rate", (float) report.schedule().learningRate());
    add(summary, "weight_decay", (float) report.schedule().weightDecay());
    add(summary, "teacher_momentum", (float) report.schedule().teacherMomentum());
    add(summary, "teacher_temperature", (float) report.schedule().teacherTemperature());
    write(event().setStep(report.step()).setSummary(summary));
    writer.flush();
  }

  private static void add(Summary.Builder summary, String name, float value) {
    summary.addValue(Summary.Value.newBuilder().setTag(name).setSimpleValue(value));
  }

  private Event.Builder event() {
    return Event.newBuilder().setWallTime(clock.millis() / 1000.0);
  }

  private void write(Event.Builder event) throws IOException {
    writer.write(event.build().toByteArray());
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
