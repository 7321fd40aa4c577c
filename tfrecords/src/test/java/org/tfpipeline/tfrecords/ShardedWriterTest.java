package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedWriterTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"10, 1", "10, 3", "3, 3", "2, 5", "0, 2"})
  void spreadsRecordsEvenlyAndInOrder(int records, int count) throws IOException {
    var shards = ShardSpec.all("numbers", "train", count);
    try (var writer = new ShardedWriter(folder, shards, records)) {
      for (int i = 0; i < records; i++) {
        writer.write(new byte[] {(byte) i});
      }
      writer.finish();
      var lengths = new ArrayList<Long>();
      var values = new ArrayList<Integer>();
      for (ShardSpec shard : shards) {
        var content = TestFiles.readAll(folder.resolve(shard.fileName()));
        lengths.add((long) content.size());
        content.forEach(record -> values.add((int) record[0]));
        assertThat(content.size()).isBetween(records / count, (records + count - 1) / count);
      }
      assertThat(writer.shardLengths()).containsExactlyElementsOf(lengths);
      assertThat(values).hasSize(records).isSorted();
    }
  }

  @Test
  void aMissingRecordIsNotPassedOver() throws IOException {
    try (var writer = new ShardedWriter(folder, ShardSpec.all("n", "train", 1), 2)) {
      writer.write(new byte[0]);
      assertThatIllegalStateException().isThrownBy(writer::finish);
    }
  }
}
