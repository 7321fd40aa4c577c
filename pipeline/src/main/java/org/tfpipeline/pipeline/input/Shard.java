package org.tfpipeline.pipeline.input;

import java.nio.file.Path;
import org.tfpipeline.tfrecords.Compression;

/**
 * One TFRecord file of a data set, looked into.
 *
 * @param file where it is
 * @param compression how it is compressed
 * @param records how many records it holds
 */
public record Shard(Path file, Compression compression, long records) {}
