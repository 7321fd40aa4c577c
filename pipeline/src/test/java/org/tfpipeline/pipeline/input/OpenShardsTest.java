package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

final class OpenShardsTest {

  private static final int STEPS = 5;

  @TempDir Path folder;

  @Test
  void copiesInMemoryGiveTheSameBatchesAndNeedNoFiles() throws IOException {
    var files = copies();
    List<Step> fromFiles;
    try (var opened = OpenShards.of(data(files, false))) {
      fromFiles = steps(files, opened.shards());
    }
    try (var opened = OpenShards.of(data(files, true))) {
      for (var file : files) {
        Files.delete(file);
      }
      assertThat(steps(files, opened.shards())).isEqualTo(fromFiles);
    }
  }

  @Test
  void copiesAreGoneAfterwards() throws IOException {
    var file = copies().get(0);
    String location;
    try (var opened = OpenShards.of(data(ImmutableList.of(file), true))) {
      location = opened.shards().get(0).location();
      assertThat(bytesAt(location)).isEqualTo(Files.size(file));
    }
    assertThat(bytesAt(location)).isLessThan(1000);
  }

  @Test
  void moreDataThanMemoryIsRefused() throws IOException {
    var file = folder.resolve("large.tfrecord");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 43);
    }
    assertThatThrownBy(() -> OpenShards.of(data(ImmutableList.of(file), true)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "'copies' has 8,388,608 MB and this machine [0-9,]+ MB of memory; set data.cache_in_memory to false\\.");
  }

  private ImmutableList<Path> copies() throws IOException {
    var copies = new ArrayList<Path>();
    for (var file : TinyRecords.files()) {
      copies.add(Files.copy(file, folder.resolve(file.getFileName())));
    }
    return ImmutableList.copyOf(copies);
  }

  private static int bytesAt(String location) {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      return tf.strings.stringLength(tf.io.readFile(tf.constant(location))).asTensor().getInt();
    }
  }

  private static DataConfig data(ImmutableList<Path> files, boolean cachedInMemory) {
    return new DataConfig(
        "copies",
        files,
        2,
        4,
        2,
        2,
        1,
        Remainder.DROP,
        BadRecords.STOP,
        cachedInMemory,
        Worker.ALONE);
  }

  private static List<Step> steps(ImmutableList<Path> files, ImmutableList<Shard> shards) {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var data = data(files, false);
      var input = InputGraph.create(Ops.create(graph), data, Step.function(7), 7, shards);
      input.startEpoch(session, 0, 0);
      return Stream.generate(() -> Step.next(session, input)).limit(STEPS).toList();
    }
  }
}
