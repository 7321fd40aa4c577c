package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Example;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/** Bad records that are skipped, against the same records when they were good. */
final class BadRecordsTest {

  private static final int BATCH = 4;
  private static final int STEPS = 3;

  @TempDir Path folder;

  @Test
  void badImagesAreReplacedAndNothingElseChanges() throws IOException {
    var sound = shards(TinyRecords.examples());
    var examples = new ArrayList<>(TinyRecords.examples());
    examples.set(2, TinyRecords.truncated(examples.get(2), 100));
    examples.set(3, Example.getDefaultInstance());
    var broken = shards(examples);
    for (long epoch = 0; epoch < 6; epoch++) {
      var expected = steps(sound, BadRecords.STOP, 1, epoch, 0);

      assertThat(replacements(expected, steps(broken, BadRecords.SKIP, 1, epoch, 0)))
          .isBetween(2, 4); // Three batches of four hold one of the eleven images twice.
    }
  }

  @Test
  void whatFollowsADamageIsReplaced() throws IOException {
    var sound = shards(TinyRecords.examples());
    var file = sound.get(0).file();
    byte[] bytes = Files.readAllBytes(file);
    var expected = steps(sound, BadRecords.STOP, 1, 1, 0);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    int replaced = replacements(expected, steps(sound, BadRecords.SKIP, 1, 1, 0));

    assertThat(replaced).isBetween(lost(file), lost(file) + 1);
  }

  @Test
  void parallelismAndTheFirstStepChangeNothing() throws IOException {
    var examples = new ArrayList<>(TinyRecords.examples());
    examples.set(2, TinyRecords.truncated(examples.get(2), 100));
    var shards = shards(examples);
    var all = steps(shards, BadRecords.SKIP, 1, 2, 0);

    assertThat(steps(shards, BadRecords.SKIP, 8, 2, 0)).isEqualTo(all);
    assertThat(steps(shards, BadRecords.SKIP, 8, 2, 1)).isEqualTo(all.subList(1, STEPS));
    assertThat(steps(shards, BadRecords.SKIP, 1, 2, 2)).isEqualTo(all.subList(2, STEPS));
  }

  @Test
  void soundRecordsAreReadAsWithoutSkipping() throws IOException {
    var shards = shards(TinyRecords.examples());

    assertThat(steps(shards, BadRecords.SKIP, 1, 0, 0))
        .isEqualTo(steps(shards, BadRecords.STOP, 1, 0, 0));
  }

  @Test
  void aBatchWithoutAnImageStops() throws IOException {
    var examples = new ArrayList<Example>();
    for (int i = 0; i < TinyRecords.COUNT; i++) {
      examples.add(Example.getDefaultInstance());
    }
    var shards = shards(examples);

    assertThatThrownBy(() -> steps(shards, BadRecords.SKIP, 1, 0, 0))
        .isInstanceOfSatisfying(
            RuntimeException.class, e -> assertThat(InputGraph.isWithoutImage(e)).isTrue());
  }

  /** Checks every replacement, and counts them. */
  private static int replacements(List<Step> sound, List<Step> skipping) {
    int total = 0;
    for (int step = 0; step < STEPS; step++) {
      var expected = sound.get(step).images();
      var found = skipping.get(step).images();
      var good = new boolean[BATCH];
      int bad = 0;
      for (int i = 0; i < BATCH; i++) {
        good[i] = expected.get(i).equals(found.get(i));
        bad += good[i] ? 0 : 1;
      }
      for (int i = 0; i < BATCH; i++) {
        int from = i;
        while (!good[from]) {
          from = (from + BATCH - 1) % BATCH;
        }
        assertThat(found.get(i)).isEqualTo(expected.get(from));
      }
      assertThat(skipping.get(step).skipped()).isEqualTo(bad);
      total += bad;
    }
    return total;
  }

  /** Images can be done without, files cannot: nobody would notice that half of them are gone. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aMissingFileStopsTheRun() throws IOException {
    var shards = shards(TinyRecords.examples());
    Files.delete(shards.get(1).file());

    assertThatThrownBy(() -> steps(shards, BadRecords.SKIP, 2, 0, 0))
        .hasMessageContaining(shards.get(1).file().toString());
  }

  private static int lost(Path file) throws IOException {
    try (var reader = RecordReader.open(file)) {
      int sound = 0;
      try {
        while (reader.next()) {
          sound++;
        }
      } catch (IOException e) {
        return 6 - sound;
      }
      throw new AssertionError("no damage");
    }
  }

  /** Two shards, of six and of five records. */
  private ImmutableList<Shard> shards(List<Example> examples) throws IOException {
    var shards = ImmutableList.<Shard>builder();
    var parts = List.of(examples.subList(0, 6), examples.subList(6, TinyRecords.COUNT));
    for (var part : parts) {
      var file = Files.createTempFile(folder, "shard", ".tfrecord");
      Files.delete(file);
      try (var writer = RecordWriter.create(file, Compression.NONE)) {
        for (var example : part) {
          writer.write(example.toByteArray());
        }
      }
      shards.add(new Shard(file, Compression.NONE, part.size()));
    }
    return shards.build();
  }

  private static List<Step> steps(
      ImmutableList<Shard> shards, BadRecords badRecords, int calls, long epoch, long first) {
    var data =
        new DataConfig(
            "data",
            ImmutableList.of(),
            BATCH,
            4,
            2,
            calls,
            1,
            Remainder.REPEAT,
            badRecords,
            false,
            Worker.ALONE);
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var input = InputGraph.create(Ops.create(graph), data, Step.function(7), 7, shards);
      assertThat(input.stepsPerEpoch()).isEqualTo(STEPS);
      input.startEpoch(session, epoch, first);
      var steps = new ArrayList<Step>();
      for (long step = first; step < STEPS; step++) {
        steps.add(Step.next(session, input));
      }
      return steps;
    }
  }
}
