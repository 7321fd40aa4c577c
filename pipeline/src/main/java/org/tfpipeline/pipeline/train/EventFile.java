package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordException;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/** Scalars for TensorBoard. An event file is a TFRecord file of {@code Event} messages. */
final class EventFile implements Closeable {
  private static final String PREFIX = "events.out.tfevents.";

  /** Tells the run's own files from those of other programs. */
  private static final String SUFFIX = ".tfpipeline";

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
    try {
      events.write(events.event().setFileVersion("brain.Event:2"));
      events.copy(earlier, step);
      events.writer.flush();
      var newest = folder.resolve(PREFIX + clock.instant().getEpochSecond() + SUFFIX);
      Files.move(
          aside, newest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      for (var file : earlier) {
        if (!file.equals(newest)) {
          Files.delete(file);
        }
      }
      return events;
    } catch (IOException | RuntimeException e) {
      try (events) {
        throw e;
      }
    }
  }

  private static ImmutableList<Path> earlierFiles(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      return ImmutableList.sortedCopyOf(files);
    }
  }

  /**
   * Copies events up to a step. A run that was killed before it removed the earlier files has left
   * them beside their copy, so a file adds only the steps after those of the files before it.
   */
  private void copy(List<Path> files, long lastStep) throws IOException {
    long copied = -1;
    for (var file : files) {
      copied = copy(file, copied, lastStep);
    }
  }

  /** Copies the events of a range of steps, its start excluded, and returns the last one's step. */
  private long copy(Path file, long after, long lastStep) throws IOException {
    long copied = after;
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        var event = Event.parseFrom(reader.record());
        if (event.hasSummary() && event.getStep() > after && event.getStep() <= lastStep) {
          write(event.toBuilder());
          copied = event.getStep();
        }
      }
    } catch (RecordException | InvalidProtocolBufferException e) {
      // This event was being written when the run died; the ones before it are copied.
    }
    return copied;
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
