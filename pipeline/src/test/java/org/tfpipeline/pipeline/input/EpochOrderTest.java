package org.tfpipeline.pipeline.input;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tfpipeline.tfrecords.Compression;

/** Which shards an epoch reads, in which order and groups. */
final class EpochOrderTest {

  private static final long SEED = 42;

  @Test
  void shardsAreReadInAnotherOrderEachEpoch() {
    var shards = shards(20, 5);
    var orders = new HashSet<List<Shard>>();
    for (long epoch = 0; epoch < 4; epoch++) {
      var order = read(EpochOrder.of(shards, data(1, 2), SEED, epoch));
      assertThat(order).containsExactlyInAnyOrderElementsOf(shards);
      orders.add(order);
      orders.add(read(EpochOrder.of(shards, data(1, 2), SEED + 1, epoch)));
    }
    assertThat(orders).hasSize(8).doesNotContain(shards);
  }

  @Test
  void aSegmentHoldsEightShuffleBuffers() {
    // 16 records: four shards of five; the two that are left join the last.
    var segments = EpochOrder.of(shards(22, 5), data(1, 2), SEED, 0).segments();

    assertThat(sizes(segments)).containsExactly(4, 4, 4, 4, 6);
  }

  @Test
  void aSegmentHasAsManyShardsAsAreInterleaved() {
    var segments = EpochOrder.of(shards(22, 5), data(10, 2), SEED, 0).segments();

    assertThat(sizes(segments)).containsExactly(10, 12);
  }

  @Test
  void fewRecordsAreOneSegment() {
    var segments = EpochOrder.of(shards(22, 5), data(1, 1000), SEED, 0).segments();

    assertThat(sizes(segments)).containsExactly(22);
  }

  @Test
  void segmentsAreShuffledByTheirOwnSeeds() {
    var seeds = new HashSet<Long>();
    for (long epoch = 0; epoch < 2; epoch++) {
      for (var segment : EpochOrder.of(shards(20, 5), data(1, 2), SEED, epoch).segments()) {
        assertThat(segment.shuffleSeed2()).isNotZero();
        seeds.add(segment.shuffleSeed());
      }
    }
    assertThat(seeds).hasSize(10);
  }

  @Test
  void whatLiesBeforeIsNotOpened() {
    var order = EpochOrder.of(shards(20, 5), data(1, 2), SEED, 0);
    var segments = order.segments();

    assertThat(order.reading(0, 100)).isEqualTo(new EpochOrder.Reading(segments, 0, 0, 100));
    assertThat(order.reading(19, 100)).isEqualTo(new EpochOrder.Reading(segments, 0, 19, 81));
    assertThat(order.reading(20, 100))
        .isEqualTo(new EpochOrder.Reading(segments.subList(1, 5), 20, 0, 80));
    assertThat(order.reading(99, 100))
        .isEqualTo(new EpochOrder.Reading(segments.subList(4, 5), 80, 19, 1));
  }

  @Test
  void pastTheEndTheFirstSegmentsComeAgain() {
    var order = EpochOrder.of(shards(20, 5), data(1, 2), SEED, 0);
    var segments = order.segments();

    assertThat(order.reading(90, 123))
        .isEqualTo(
            new EpochOrder.Reading(
                ImmutableList.of(segments.get(4), segments.get(0), segments.get(1)), 80, 10, 33));
  }

  private static ImmutableList<Shard> shards(int count, int records) {
    return IntStream.range(0, count)
        .mapToObj(i -> Path.of("shard-%02d".formatted(i)))
        .map(file -> new Shard(file, Compression.NONE, records))
        .collect(toImmutableList());
  }

  private static DataConfig data(int interleaveShards, int shuffleBuffer) {
    return new DataConfig(
        "data",
        ImmutableList.of(),
        1,
        shuffleBuffer,
        interleaveShards,
        1,
        1,
        Remainder.DROP,
        BadRecords.STOP,
        false,
        Worker.ALONE);
  }

  private static List<Integer> sizes(List<Segment> segments) {
    return segments.stream().map(segment -> segment.shards().size()).toList();
  }

  private static List<Shard> read(EpochOrder order) {
    return ImmutableList.copyOf(
        Iterables.concat(Iterables.transform(order.segments(), Segment::shards)));
  }
}
