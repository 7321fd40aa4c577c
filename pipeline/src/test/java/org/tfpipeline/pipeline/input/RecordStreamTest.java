package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordWriter;

/** The order in which epochs read two hundred records in forty shards: eight segments of them. */
final class RecordStreamTest {

  private static final long SEED = 42;
  private static final int SHARDS = 40;
  private static final int SHARD_RECORDS = 5;
  private static final int RECORDS = SHARDS * SHARD_RECORDS;
  private static final int SEGMENT_RECORDS = 25;

  @TempDir Path folder;

  private ImmutableList<Shard> shards;

  /** A record and its place in the run. */
  private record Numbered(long imageIndex, String record) {}

  @BeforeEach
  void write() throws IOException {
    shards = write(Compression.NONE);
  }

  @Test
  void anEpochReadsEveryRecordOnce() {
    var all = new HashSet<String>();
    for (int i = 0; i < RECORDS; i++) {
      all.add("record " + i);
    }
    for (long epoch = 0; epoch < 3; epoch++) {
      assertThat(records(SEED, epoch)).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void ordersDifferBetweenEpochsAndSeedsAndRepeatForOne() {
    var orders = new HashSet<List<String>>();
    for (long epoch = 0; epoch < 4; epoch++) {
      orders.add(records(SEED, epoch));
      orders.add(records(SEED + 1, epoch));
    }
    assertThat(orders).hasSize(8);
    assertThat(records(SEED, 2)).isEqualTo(records(SEED, 2));
  }

  @Test
  void theShardsOfASegmentAreMixed() {
    var order = EpochOrder.of(shards, data(Worker.ALONE), SEED, 0);
    var first = records(SEED, 0).subList(0, SEGMENT_RECORDS);

    assertThat(order.segments()).hasSize(RECORDS / SEGMENT_RECORDS);
    assertThat(first).containsExactlyInAnyOrderElementsOf(contents(order.segments().get(0)));
    assertThat(first).isNotEqualTo(contents(order.segments().get(0)));
  }

  @Test
  void anyRecordCanBeTheFirst() {
    var all = read(data(Worker.ALONE), shards, 1, 0, RECORDS);

    assertThat(all.get(0).imageIndex()).isEqualTo(RECORDS);
    for (int from = 0; from < RECORDS; from += 7) {
      assertThat(read(data(Worker.ALONE), shards, 1, from, RECORDS))
          .isEqualTo(all.subList(from, RECORDS));
    }
  }

  @Test
  void shardsThatAreDoneWithAreNotOpened() throws IOException {
    int from = 3 * SEGMENT_RECORDS + 11;
    var expected = read(data(Worker.ALONE), shards, 0, from, RECORDS);
    var done = EpochOrder.of(shards, data(Worker.ALONE), SEED, 0).segments().subList(0, 3);
    for (var segment : done) {
      for (var shard : segment.shards()) {
        Files.delete(shard.file());
      }
    }

    assertThat(read(data(Worker.ALONE), shards, 0, from, RECORDS)).isEqualTo(expected);
    assertThatThrownBy(() -> read(data(Worker.ALONE), shards, 0, 0, RECORDS))
        .hasMessageContaining("No such file");
  }

  @Test
  void pastTheEndTheEpochBeginsAgain() {
    int more = SEGMENT_RECORDS + 2;
    var epoch = records(SEED, 0);
    var expected = new ArrayList<>(epoch.subList(RECORDS - 3, RECORDS));
    expected.addAll(epoch.subList(0, more));

    var read = read(data(Worker.ALONE), shards, 0, RECORDS - 3, RECORDS + more);

    assertThat(read.stream().map(Numbered::record).toList()).isEqualTo(expected);
    assertThat(read.stream().map(Numbered::imageIndex).toList())
        .isEqualTo(IntStream.range(RECORDS - 3, RECORDS + more).mapToObj(i -> (long) i).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZLIB"})
  void compressionChangesNothing(Compression compression) throws IOException {
    var plain = read(data(Worker.ALONE), shards, 1, 30, RECORDS);

    assertThat(read(data(Worker.ALONE), write(compression), 1, 30, RECORDS)).isEqualTo(plain);
  }

  @Test
  void workersTogetherReadWhatOneReads() {
    var alone = read(data(Worker.ALONE), shards, 0, 30, 180);
    var together = new Numbered[alone.size()];
    for (int worker = 0; worker < 3; worker++) {
      var share = read(data(new Worker(worker, 3)), shards, 0, 30, 180);
      assertThat(share).hasSize(50);
      for (int i = 0; i < share.size(); i++) {
        together[worker + 3 * i] = share.get(i);
      }
    }
    assertThat(together).containsExactlyElementsOf(alone);
  }

  private ImmutableList<Shard> write(Compression compression) throws IOException {
    var written = ImmutableList.<Shard>builder();
    for (int shard = 0; shard < SHARDS; shard++) {
      var file = folder.resolve("%s-%02d".formatted(compression, shard));
      try (var writer = RecordWriter.create(file, compression)) {
        for (int i = 0; i < SHARD_RECORDS; i++) {
          var record = "record " + (shard * SHARD_RECORDS + i);
          writer.write(record.getBytes(StandardCharsets.UTF_8));
        }
      }
      written.add(new Shard(file, compression, SHARD_RECORDS));
    }
    return written.build();
  }

  private List<String> contents(Segment segment) {
    var contents = new ArrayList<String>();
    for (var shard : segment.shards()) {
      int first = shards.indexOf(shard) * SHARD_RECORDS;
      for (int i = 0; i < SHARD_RECORDS; i++) {
        contents.add("record " + (first + i));
      }
    }
    return contents;
  }

  /** Five shards are the fewest that hold eight shuffle buffers of three. */
  private static DataConfig data(Worker worker) {
    return new DataConfig(
        "data", ImmutableList.of(), 1, 3, 4, 1, 1, Remainder.DROP, BadRecords.STOP, false, worker);
  }

  private List<String> records(long seed, long epoch) {
    return read(data(Worker.ALONE), shards, seed, epoch, 0, RECORDS).stream()
        .map(Numbered::record)
        .toList();
  }

  private static List<Numbered> read(
      DataConfig data, ImmutableList<Shard> shards, long epoch, long from, long to) {
    return read(data, shards, SEED, epoch, from, to);
  }

  private static List<Numbered> read(
      DataConfig data, ImmutableList<Shard> shards, long seed, long epoch, long from, long to) {
    var reading = EpochOrder.of(shards, data, seed, epoch).reading(from, to);
    var records = new ArrayList<Numbered>();
    try (var aside = new Graph();
        var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var built = RecordStream.create(Ops.create(aside), data);
      var stream = built.in(DatasetFunctions.move(aside, graph, "aside"));
      var iterator = tf.data.iterator("records", "", RecordStream.TYPES, RecordStream.SHAPES);
      var start = tf.data.makeIterator(stream.dataset(), iterator);
      var next =
          tf.data.iteratorGetNext(iterator, RecordStream.TYPES, RecordStream.SHAPES).components();
      stream.start(session, start, reading, epoch * RECORDS);
      while (true) {
        try (var result = session.runner().fetch(next.get(0)).fetch(next.get(1)).run()) {
          records.add(
              new Numbered(
                  ((TInt64) result.get(0)).getLong(), ((TString) result.get(1)).getObject()));
        }
      }
    } catch (TFOutOfRangeException e) {
      return records;
    }
  }
}
