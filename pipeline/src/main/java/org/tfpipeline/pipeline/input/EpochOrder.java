package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;

/**
 * The order in which one epoch reads the data; a function of (seed, epoch) alone.
 *
 * @param files the files, permuted
 * @param shuffleSeed first seed of the record shuffle
 * @param shuffleSeed2 second seed; never zero, since TensorFlow takes two zeros for "any seed"
 */
record EpochOrder(ImmutableList<Path> files, long shuffleSeed, long shuffleSeed2) {

  static EpochOrder of(ImmutableList<Path> files, long seed, long epoch) {
    var permuted = new ArrayList<>(files);
    Collections.shuffle(permuted, new Random(RandomKey.FILE_ORDER.derive(seed, epoch)));
    long shuffleSeed = RandomKey.RECORD_ORDER.derive(seed, epoch);
    return new EpochOrder(
        ImmutableList.copyOf(permuted),
        shuffleSeed,
        RandomKey.RECORD_ORDER.derive(shuffleSeed, epoch) | 1);
  }
}
