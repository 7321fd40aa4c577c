package org.tfpipeline.pipeline.train;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfpipeline.pipeline.input.Shard;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;

/**
 * How many records the files of a data set have. Epochs, schedules and the place in the data follow
 * from it, so a run that goes on needs the same.
 *
 * @param records of each file, in order
 */
record DataExtent(ImmutableList<Long> records) {
  private static final String FILE = "data.txt";

  static DataExtent of(ImmutableList<Shard> shards) {
    return new DataExtent(shards.stream().map(Shard::records).collect(toImmutableList()));
  }

  /** Writes it beside the tensors of a checkpoint, a line for each file. */
  void write(Path folder) throws IOException {
    Files.write(folder.resolve(FILE), records.stream().map(String::valueOf).toList());
  }

  /**
   * Compares it with that of the run up to now; an imported checkpoint has none.
   *
   * @throws TrainingException if it differs
   */
  void check(SavedCheckpoint checkpoint) throws IOException {
    var file = checkpoint.directory().resolve(FILE);
    if (!Files.exists(file)) {
      return;
    }
    var before =
        new DataExtent(
            Files.readAllLines(file).stream().map(Long::valueOf).collect(toImmutableList()));
    if (!before.equals(this)) {
      throw new TrainingException(
          "The data have %s, and had %s%s at '%s'; put them back as they were, or choose another --output."
              .formatted(
                  sum(),
                  before.sum(),
                  before.sum().equals(sum()) ? " of other lengths" : "",
                  checkpoint.directory()));
    }
  }

  private String sum() {
    long sum = records.stream().mapToLong(Long::longValue).sum();
    return "%,d records in %,d file(s)".formatted(sum, records.size());
  }
}
