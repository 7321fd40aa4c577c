package org.tfpipeline.pipeline.input;

import java.nio.file.Path;
import org.tfpipeline.tfrecords.Compression;

/**
 * One TFRecord file of a data set, looked into.
 *
 * @param file where it is
 * @param compression how it is compressed
 * @param records how many records it holds
 * @param location where TensorFlow reads it: the file, or a copy of it
 */
public record Shard(Path file, Compression compression, long records, String location) {

  /** A shard that is read where it is. */
  public Shard(Path file, Compression compression, long records) {
    this(file, compression, records, file.toString());
  }

  Shard at(String otherLocation) {
    return new Shard(file, compression, records, otherLocation);
  }
}
