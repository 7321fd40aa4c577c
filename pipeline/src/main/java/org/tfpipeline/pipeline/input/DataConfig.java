package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * Which records are read, and how.
 *
 * @param pattern the files as the user named them, a path or a glob; for messages
 * @param files the TFRecord files behind it, sorted
 * @param batchSize images of a step
 * @param shuffleBuffer records held for shuffling
 * @param interleaveShards files read at the same time, a few records from each in turn
 * @param parallelCalls images prepared at the same time; 0 for two a core
 * @param prefetch batches prepared ahead
 * @param remainder what becomes of the records that fill no batch
 * @param badRecords what becomes of records without a usable image
 * @param cachedInMemory whether the files are read to memory before the first step
 * @param worker which share of the data this process reads; {@code batchSize} is its own
 */
public record DataConfig(
    String pattern,
    ImmutableList<Path> files,
    int batchSize,
    int shuffleBuffer,
    int interleaveShards,
    int parallelCalls,
    int prefetch,
    Remainder remainder,
    BadRecords badRecords,
    boolean cachedInMemory,
    Worker worker) {

  /** The files with the name that the user gave them. */
  public TfRecordSource source() {
    return new TfRecordSource(pattern, files);
  }

  /** The same with batches of another size. */
  DataConfig withBatchSize(int size) {
    return new DataConfig(
        pattern,
        files,
        size,
        shuffleBuffer,
        interleaveShards,
        parallelCalls,
        prefetch,
        remainder,
        badRecords,
        cachedInMemory,
        worker);
  }

  /** Records of one step of all workers. */
  long recordsPerStep() {
    return (long) batchSize * worker.count();
  }
}
