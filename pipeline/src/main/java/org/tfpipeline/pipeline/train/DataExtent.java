package org.tfpipeline.pipeline.train;

import static java.util.stream.Collectors.joining;

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
 * @param text the sum in words, then a line for each file in order
 */
record DataExtent(String text) {
  private static final String FILE = "data.txt";

  static DataExtent of(ImmutableList<Shard> shards) {
    long records = shards.stream().mapToLong(Shard::records).sum();
    var sum = "%,d records in %,d file(s)\n".formatted(records, shards.size());
    return new DataExtent(
        sum + shards.stream().map(shard -> shard.records() + "\n").collect(joining()));
  }

  /** Writes it beside the tensors of a checkpoint. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), text);
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
    var before = new DataExtent(Files.readString(file));
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
    return text.lines().findFirst().orElse("");
  }
}
