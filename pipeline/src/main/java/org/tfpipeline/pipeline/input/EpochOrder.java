package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order in which one epoch reads the data; a function of the data and (seed, epoch) alone.
 *
 * <p>The shards are permuted and cut into segments, and only within a segment are records mixed. So
 * an epoch can begin late without opening the segments before, whatever the mixing does.
 *
 * @param segments in the order of reading; every shard is in one of them
 */
record EpochOrder(ImmutableList<Segment> segments) {

  /**
   * A segment holds at least so many shuffle buffers, so that the few records mixed worse, at its
   * seams, weigh little.
   */
  private static final long BUFFERS_PER_SEGMENT = 8;

  /**
   * The order of an epoch.
   *
   * @param shards the data, in an order that does not change
   * @param data for the sizes of segments
   * @param epoch counted from 0
   */
  static EpochOrder of(ImmutableList<Shard> shards, DataConfig data, long seed, long epoch) {
    var permuted = new ArrayList<>(shards);
    Collections.shuffle(permuted, new Random(RandomKey.FILE_ORDER.derive(seed, epoch)));
    long epochSeed = RandomKey.RECORD_ORDER.derive(seed, epoch);
    var groups = groups(permuted, data.interleaveShards(), data.shuffleBuffer());
    var segments = ImmutableList.<Segment>builder();
    for (int i = 0; i < groups.size(); i++) {
      segments.add(Segment.of(groups.get(i), epochSeed, i));
    }
    return new EpochOrder(segments.build());
  }

  private static List<ImmutableList<Shard>> groups(
      List<Shard> shards, int fewestShards, int shuffleBuffer) {
    var ends = new ArrayList<Integer>();
    int start = 0;
    long records = 0;
    for (int i = 0; i < shards.size(); i++) {
      records += shards.get(i).records();
      if (i + 1 - start >= fewestShards && records >= BUFFERS_PER_SEGMENT * shuffleBuffer) {
        ends.add(i + 1);
        start = i + 1;
        records = 0;
      }
    }
    if (start < shards.size()) { // What is left goes to the segment before, when there is one.
      if (!ends.isEmpty()) {
        ends.remove(ends.size() - 1);
      }
      ends.add(shards.size());
    }
    var groups = new ArrayList<ImmutableList<Shard>>();
    int from = 0;
    for (int end : ends) {
      groups.add(ImmutableList.copyOf(shards.subList(from, end)));
      from = end;
    }
    return groups;
  }

  /**
   * What must be read to get records {@code from} to {@code to} (without it) of this order going
   * round and round: whole segments.
   *
   * @param from at most the number of records
   */
  Reading reading(long from, long to) {
    var needed = ImmutableList.<Segment>builder();
    long passed = 0;
    long end = 0;
    for (int i = 0; end < to; i = (i + 1) % segments.size()) {
      var segment = segments.get(i);
      long start = end;
      end += segment.records();
      if (end <= from) {
        passed = end;
      } else if (start < to) {
        needed.add(segment);
      }
    }
    return new Reading(needed.build(), passed, from - passed, to - from);
  }

  /**
   * A part of an epoch.
   *
   * @param segments what is opened
   * @param passed records of the epoch before the first of these segments
   * @param skipped records to pass over in the first segment
   * @param taken records to read then
   */
  record Reading(ImmutableList<Segment> segments, long passed, long skipped, long taken) {}
}
