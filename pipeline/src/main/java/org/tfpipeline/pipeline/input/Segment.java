package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;

/**
 * Consecutive shards of an epoch whose records are mixed with each other and with no others.
 *
 * @param shards the shards, in the order in which they are opened
 * @param shuffleSeed first seed of the record shuffle
 * @param shuffleSeed2 second seed; never zero, since TensorFlow takes two zeros for "any seed"
 */
record Segment(ImmutableList<Shard> shards, long shuffleSeed, long shuffleSeed2) {

  static Segment of(ImmutableList<Shard> shards, long epochSeed, int number) {
    long shuffleSeed = RandomKey.RECORD_ORDER.derive(epochSeed, number);
    return new Segment(shards, shuffleSeed, RandomKey.RECORD_ORDER.derive(shuffleSeed, number) | 1);
  }

  long records() {
    return shards.stream().mapToLong(Shard::records).sum();
  }
}
