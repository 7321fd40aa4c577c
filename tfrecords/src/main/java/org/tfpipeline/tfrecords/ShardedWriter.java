package org.tfpipeline.tfrecords;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Spreads the records of one split evenly over its shards, in order: each shard takes a run of
 * neighbouring records. Write into a {@link StagedFolder} so that a partial set never looks whole.
 */
public final class ShardedWriter implements Closeable {

  private final Path folder;
  private final ImmutableList<ShardSpec> shards;
  private final long records;

  private int shard;
  private long written;
  private RecordWriter writer;

  /**
   * @param folder where the files go
   * @param shards all files of the split
   * @param records how many records will be written
   */
  public ShardedWriter(Path folder, ImmutableList<ShardSpec> shards, long records)
      throws IOException {
    checkArgument(!shards.isEmpty(), "a split has at least one shard");
    this.folder = folder;
    this.shards = shards;
    this.records = records;
    this.writer = open(0);
  }

  private RecordWriter open(int index) throws IOException {
    return RecordWriter.create(folder.resolve(shards.get(index).fileName()), Compression.NONE);
  }

  /** How many records each shard has; they differ by one at most. */
  public ImmutableList<Long> shardLengths() {
    var lengths = ImmutableList.<Long>builder();
    for (int i = 0; i < shards.size(); i++) {
      lengths.add(end(i) - end(i - 1));
    }
    return lengths.build();
  }

  private long end(int index) {
    return records * (index + 1) / shards.size();
  }

  /** Appends a record, to the next shard if the current one has its share. */
  public void write(byte[] record) throws IOException {
    checkState(written < records, "more than %s records", records);
    while (written >= end(shard)) {
      nextShard();
    }
    writer.write(record);
    written++;
  }

  private void nextShard() throws IOException {
    writer.close();
    shard++;
    writer = open(shard);
  }

  /** Writes the shards that are still missing, which is none unless there are more than records. */
  public void finish() throws IOException {
    checkState(written == records, "%s of %s records were written", written, records);
    while (shard < shards.size() - 1) {
      nextShard();
    }
    writer.close();
  }

  /** Releases the open file; the set is whole only after {@link #finish}. */
  @Override
  public void close() throws IOException {
    writer.close();
  }
}
