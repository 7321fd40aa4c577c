package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

class EventFileTest {
  private static final Clock MORNING = at("2026-03-01T08:00:00.500Z");
  private static final Clock EVENING = at("2026-03-01T20:00:00Z");
  private static final Clock NIGHT = at("2026-03-01T23:00:00Z");

  @TempDir private Path folder;

  @Test
  void holdsAVersionAndTheScalarsOfEveryStep() throws IOException {
    try (var events = EventFile.resume(folder, 0, MORNING)) {
      events.write(Reports.of(20));
      // TensorBoard reads along while the run goes on.
      assertThat(events()).hasSize(2);
    }
    var version = events().get(0);
    assertThat(version.getFileVersion()).isEqualTo("brain.Event:2");
    var step = events().get(1);
    assertThat(step.getStep()).isEqualTo(20);
    assertThat(step.getWallTime()).isEqualTo(MORNING.millis() / 1000.0);
    assertThat(scalars(step))
        .isEqualTo(
            ImmutableMap.of(
                "loss", 2f,
                "gradient_norm", 1.5f,
                "learning_rate", 5f,
                "weight_decay", 0.04f,
                "teacher_momentum", 0.996f,
                "teacher_temperature", 0.07f));
  }

  @Test
  void theNameIsOneThatTensorBoardLooksFor() throws IOException {
    EventFile.resume(folder, 0, MORNING).close();
    assertThat(onlyFile().getFileName().toString())
        .isEqualTo("events.out.tfevents." + MORNING.instant().getEpochSecond() + ".tfpipeline");
  }

  @Test
  void stepsThatWillBeDoneAgainAreCutOff() throws IOException {
    write(MORNING, 0, 1, 2, 3, 4);
    write(EVENING, 2, 3);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 3L);
    // Kept events are as they were; only the new one is of the evening.
    assertThat(events().get(2).getWallTime()).isEqualTo(MORNING.millis() / 1000.0);
    assertThat(events().get(3).getWallTime()).isEqualTo(EVENING.millis() / 1000.0);
    assertThat(events().stream().filter(event -> !event.getFileVersion().isEmpty())).hasSize(1);
  }

  @Test
  void aRunResumedWithinASecondLosesNothing() throws IOException {
    write(MORNING, 0, 1, 2);
    write(MORNING, 2, 3);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void anEventCutShortByACrashIsDropped() throws IOException {
    write(MORNING, 0, 1, 2, 3);
    var file = onlyFile();
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    write(EVENING, 9, 10);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 10L);
  }

  @Test
  void filesThatAKilledRunHadCopiedAlreadyAddNothing() throws IOException {
    write(MORNING, 0, 1, 2, 3, 4);
    var old = onlyFile();
    var content = Files.readAllBytes(old);
    write(EVENING, 2);
    // The run was killed after its new file appeared and before the old one was gone.
    Files.write(old, content);
    write(NIGHT, 2, 3);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aDamagedFileIsKeptAsideAndDoesNotHideTheNextOne() throws IOException {
    write(MORNING, 0, 1, 2, 3);
    var old = onlyFile();
    var damaged = Files.readAllBytes(old);
    damaged[damaged.length / 2]++;
    write(EVENING, 3, 4);
    Files.write(old, damaged);
    var kept = folder.resolve("damaged-events");
    try (var events = EventFile.resume(folder, 4, NIGHT)) {
      assertThat(events.warnings())
          .containsExactly(
              "'%s' is damaged in record 2; it is 'damaged-events' now, and TensorBoard shows the steps before that record."
                  .formatted(old));
      events.write(Reports.of(5));
    }
    assertThat(kept).hasBinaryContent(damaged);
    Files.delete(kept);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aRecordThatIsNoEventDoesNotHideTheNextFile() throws IOException {
    write(EVENING, 0, 1, 2);
    var older = folder.resolve("events.out.tfevents.1.tfpipeline");
    try (var writer = RecordWriter.create(older, Compression.NONE)) {
      writer.write(new byte[] {-1, -1, -1});
    }
    write(NIGHT, 2, 3);
    Files.delete(folder.resolve("damaged-events"));
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void filesOfOtherProgramsAreLeftAlone() throws IOException {
    var other = Files.writeString(folder.resolve("events.out.tfevents.1.laptop"), "theirs");
    write(MORNING, 0, 1);
    assertThat(other).hasContent("theirs");
  }

  @Test
  void whatACrashLeftAsideIsReplaced() throws IOException {
    Files.writeString(folder.resolve(".incomplete-events"), "half a file");
    write(MORNING, 0, 1);
    assertThat(events()).extracting(Event::getStep).containsExactly(0L, 1L);
    assertThat(folder.resolve(".incomplete-events")).doesNotExist();
  }

  private void write(Clock clock, long resumedAfter, long... steps) throws IOException {
    try (var events = EventFile.resume(folder, resumedAfter, clock)) {
      for (long step : steps) {
        events.write(Reports.of(step));
      }
    }
  }

  private List<Event> events() throws IOException {
    var events = new ArrayList<Event>();
    try (var reader = RecordReader.open(onlyFile())) {
      while (reader.next()) {
        events.add(Event.parseFrom(reader.record()));
      }
    }
    return events;
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(folder)) {
      var all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static ImmutableMap<String, Float> scalars(Event event) {
    return event.getSummary().getValueList().stream()
        .collect(ImmutableMap.toImmutableMap(Summary.Value::getTag, Summary.Value::getSimpleValue));
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }
}
