package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tfpipeline.tfrecords.MaskedCrc32c;
import org.tfpipeline.tfrecords.RecordReader;

/**
 * A training that is killed again and again, and started with the same command each time, ends as
 * one that nobody disturbed: the same bytes in the checkpoint and the SavedModel, the same metrics
 * but for times.
 *
 * <p>{@code -Dkills=N} kills N times at random moments beside those that are aimed at.
 */
@DisabledOnOs(OS.WINDOWS) // No signals there.
final class KilledRunTest {

  private static final int SIGKILL = 128 + 9;
  private static final int SIGTERM = 128 + 15;
  private static final int RANDOM_KILLS = Integer.getInteger("kills", 3);
  private static final int STEPS_OF_CHECKPOINT = 6;

  /** Each kill at random comes a checkpoint later, or two. */
  private static final int STEPS =
      10 * STEPS_OF_CHECKPOINT + 2 * STEPS_OF_CHECKPOINT * RANDOM_KILLS;

  /** A kill comes a little later than what it was to meet; so often it may miss. */
  private static final int TRIES = 8;

  @TempDir private Path folder;

  private final Random random = new Random(1);
  private final List<String> log = new ArrayList<>();
  private Path records;
  private Path run;

  @Test
  void endsAsOneThatNobodyDisturbed() throws Exception {
    records = TinyRun.records(folder);
    run = folder.resolve("undisturbed");
    assertThat(start().waitFor()).as(output()).isZero();

    run = folder.resolve("killed");
    for (int i = 0; i < 3; i++) {
      killBeforeTheFirstCheckpoint(i);
    }
    terminate();
    for (int i = 0; i < 3; i++) {
      killWithin("a checkpoint", run.resolve("checkpoints"), ".incomplete-step-");
    }
    for (int i = 0; i < RANDOM_KILLS; i++) {
      killSometime();
    }
    for (int i = 0; i < 2; i++) {
      killWithin("the export", run, ".saved_model.incomplete");
    }
    assertThat(start().waitFor()).as(output()).isZero();

    log.forEach(System.out::println);
    assertThat(contents(run)).isEqualTo(contents(folder.resolve("undisturbed")));
  }

  private void killBeforeTheFirstCheckpoint(int linesOfMetrics) throws Exception {
    var process = start();
    awaitWhileAlive(process, () -> lines(run.resolve("metrics.jsonl")) >= linesOfMetrics);
    kill(process);
    assertThat(newestCheckpoint()).isEqualTo("none");
    log.add(
        "killed with %d steps and no checkpoint".formatted(lines(run.resolve("metrics.jsonl"))));
  }

  /** After steps have begun, so that it gets on. */
  private void killSometime() throws Exception {
    var before = lines(run.resolve("metrics.jsonl"));
    var newest = newestCheckpoint();
    var process = start();
    awaitWhileAlive(process, () -> !newest.equals(newestCheckpoint()));
    TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
    kill(process);
    log.add(
        "killed sometime: %d lines of metrics before, %d after, newest checkpoint %s"
            .formatted(before, lines(run.resolve("metrics.jsonl")), newestCheckpoint()));
  }

  private void killWithin(String what, Path parent, String unfinished) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      var now = Instant.now();
      var process = start();
      awaitWhileAlive(process, () -> !findSince(now, parent, unfinished).isEmpty());
      kill(process);
      var left = findSince(now, parent, unfinished);
      if (!left.isEmpty()) {
        log.add("killed within %s: %s is left".formatted(what, left));
        return;
      }
      log.add("killed just after " + what);
    }
    throw new AssertionError("No kill met " + what + ": " + log);
  }

  private void terminate() throws Exception {
    var newest = newestCheckpoint();
    var process = start();
    awaitWhileAlive(process, () -> !newest.equals(newestCheckpoint()));
    process.destroy();
    assertThat(process.waitFor()).as(output()).isEqualTo(SIGTERM);
    assertThat(output()).contains("the same command goes on from there.");
    log.add("terminated; newest checkpoint %s".formatted(newestCheckpoint()));
  }

  private void kill(Process process) throws Exception {
    process.destroyForcibly();
    assertThat(process.waitFor()).as(output()).isEqualTo(SIGKILL);
  }

  private Process start() throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dtfpipeline.home=" + Path.of("..").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(TinyRun.arguments(records, run, STEPS, STEPS_OF_CHECKPOINT));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("process.log").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("process.log"), UTF_8);
  }

  /** Looks often: what is awaited may take no more than milliseconds. */
  private void awaitWhileAlive(Process process, Condition condition) throws Exception {
    var deadline = Instant.now().plus(Duration.ofMinutes(5));
    while (!condition.holds()) {
      assertThat(process.isAlive()).as(output()).isTrue();
      assertThat(Instant.now()).as(output()).isBefore(deadline);
      LockSupport.parkNanos(200_000);
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private String newestCheckpoint() throws IOException {
    return find(run.resolve("checkpoints"), "step-").stream().max(String::compareTo).orElse("none");
  }

  private static List<String> find(Path parent, String prefix) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (var files = Files.list(parent)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .toList();
    }
  }

  /** Only what has been changed since, not what an earlier process left. */
  private static List<String> findSince(Instant time, Path parent, String prefix)
      throws IOException {
    var found = new ArrayList<String>();
    for (var name : find(parent, prefix)) {
      try {
        if (Files.getLastModifiedTime(parent.resolve(name)).toInstant().isAfter(time)) {
          found.add(name);
        }
      } catch (NoSuchFileException e) {
        // It has been finished, or removed, just now.
      }
    }
    return found;
  }

  /** Everything that a run leaves behind, comparable; without times. */
  private static Map<String, Object> contents(Path run) throws IOException {
    var contents = new TreeMap<String, Object>();
    try (var files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var name = run.relativize(file).toString();
        if (name.equals("metrics.jsonl")) {
          contents.put(name, metrics(file));
        } else if (name.startsWith("events.out.tfevents.")) {
          contents.put("events", events(file));
        } else {
          contents.put(name, MaskedCrc32c.of(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  private static List<Object> metrics(Path file) throws IOException {
    var metrics = new ArrayList<Object>();
    for (var line : Files.readAllLines(file)) {
      var json = JsonParser.parseString(line).getAsJsonObject();
      json.remove("images_per_second");
      metrics.add(json);
    }
    assertThat(metrics).hasSize(STEPS);
    return metrics;
  }

  private static List<Object> events(Path file) throws IOException {
    var events = new ArrayList<Object>();
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        events.add(Event.parseFrom(reader.record()).toBuilder().clearWallTime().build());
      }
    }
    assertThat(events).hasSize(1 + STEPS);
    return events;
  }
}
