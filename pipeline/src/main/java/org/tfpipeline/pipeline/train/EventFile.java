package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final Path file;
  private final RecordWriter writer;
  private final Clock clock;
  private final List<String> warnings = new ArrayList<>();

  private EventFile(Path file, RecordWriter writer, Clock clock) {
    this.file = file;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Starts a new file that holds what earlier ones in the folder say up to a step, and removes
   * those; later steps will be done again. A damaged one is kept.
   */
  static EventFile resume(Path folder, long step, Clock clock) throws IOException {
    var earlier = earlierFiles(folder);
    var aside = folder.resolve(".incomplete-events");
    Files.deleteIfExists(aside);
    var file = freeName(folder, clock);
    var events = new EventFile(file, RecordWriter.create(aside, Compression.NONE), clock);
    try {
      events.write(events.event().setFileVersion("brain.Event:2"));
      var damaged = events.copy(earlier, step);
      events.writer.flush();
      DurableFiles.forceFile(aside);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceFolder(folder);
      for (var old : earlier) {
        var record = damaged.get(old);
        if (record == null) {
          Files.delete(old);
        } else {
          events.keep(old, record);
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
    var earlier = ImmutableList.<Path>builder();
    try (var entries = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (var entry : entries) {
        if (Files.isRegularFile(entry)) {
          earlier.add(entry);
        }
      }
    }
    return ImmutableList.sortedCopyOf(earlier.build());
  }

  private static Path freeName(Path folder, Clock clock) {
    for (long second = clock.instant().getEpochSecond(); ; second++) {
      var name = folder.resolve(PREFIX + second + SUFFIX);
      if (!Files.exists(name)) {
        return name;
      }
    }
  }

  /** Under a name that TensorBoard does not look for: what could be read of it is copied. */
  private void keep(Path damaged, long record) throws IOException {
    var kept = DurableFiles.free(damaged.resolveSibling("damaged-events"));
    Files.move(damaged, kept, StandardCopyOption.ATOMIC_MOVE);
    warnings.add(
        "'%s' is damaged in record %d; it is '%s' now, and TensorBoard shows the steps before that record."
            .formatted(damaged, record, kept.getFileName()));
  }

  /**
   * Copies events up to a step. A run that was killed before it removed the earlier files has left
   * them beside their copy, so a file adds only the steps after those of the files before it.
   *
   * @return the damaged files with the index of the first record that cannot be read
   */
  private ImmutableMap<Path, Long> copy(List<Path> files, long lastStep) throws IOException {
    var damaged = ImmutableMap.<Path, Long>builder();
    long copied = -1;
    for (var file : files) {
      long after = copied;
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          var event = parse(reader);
          if (event.isEmpty()) {
            damaged.put(file, reader.index());
            break;
          }
          long step = event.get().getStep();
          if (event.get().hasSummary() && step > after && step <= lastStep) {
            write(event.get().toBuilder());
            copied = step;
          }
        }
      } catch (RecordException e) {
        // Cut off, it was being written when the run died.
        if (!e.isCutOff()) {
          damaged.put(file, e.recordIndex());
        }
      }
    }
    return damaged.buildOrThrow();
  }

  private static Optional<Event> parse(RecordReader reader) {
    try {
      return Optional.of(Event.parseFrom(reader.record()));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with the files that it went on from. */
  ImmutableList<String> warnings() {
    return ImmutableList.copyOf(warnings);
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

  /** Puts what was written on the disk, unless somebody moved it. */
  void force() throws IOException {
    if (Files.exists(file)) {
      DurableFiles.forceFile(file);
    }
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
