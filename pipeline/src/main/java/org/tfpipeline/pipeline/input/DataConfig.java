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
 * @param parallelCalls images prepared at the same time; 0 lets TensorFlow choose
 * @param prefetch batches prepared ahead
 */
public record DataConfig(
    String pattern,
    ImmutableList<Path> files,
    int batchSize,
    int shuffleBuffer,
    int parallelCalls,
    int prefetch) {

  /** The files with the name that the user gave them. */
  public TfRecordSource source() {
    return new TfRecordSource(pattern, files);
  }
}
