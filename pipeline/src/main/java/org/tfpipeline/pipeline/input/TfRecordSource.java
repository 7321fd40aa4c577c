package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;

/**
 * TFRecord files to read images from.
 *
 * @param pattern the files as the user named them, for messages
 * @param files the files behind it, sorted
 */
public record TfRecordSource(String pattern, ImmutableList<Path> files) {

  /**
   * Looks into all files and counts their records; of uncompressed files only headers are read.
   *
   * @return the files in their order
   * @throws IOException in one sentence, if a file is not a TFRecord file or is cut off, or if
   *     there is not a single record
   */
  public ImmutableList<Shard> countRecords() throws IOException {
    var shards = ImmutableList.<Shard>builder();
    long count = 0;
    for (var file : files) {
      var shard = new Shard(file, compression(file), RecordReader.count(file));
      shards.add(shard);
      count += shard.records();
    }
    if (count == 0) {
      throw new IOException(
          "'%s' holds no records; run 'tfpipeline convert' to make some.".formatted(pattern));
    }
    return shards.build();
  }

  private static Compression compression(Path file) throws IOException {
    try (var reader = RecordReader.open(file)) {
      return reader.compression();
    }
  }

  /**
   * Finds a record by its content.
   *
   * @param record its bytes
   * @param files where to look, in this order
   * @return the file and the number of the record in it, counted from 0, as words
   * @throws IOException in one sentence, if a record on the way there is damaged
   */
  static Optional<String> locate(byte[] record, Iterable<Path> files) throws IOException {
    for (var file : files) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          if (Arrays.equals(reader.record(), record)) {
            return Optional.of("Record %d of '%s'".formatted(reader.index(), file));
          }
        }
      }
    }
    return Optional.empty();
  }
}
