package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Ordering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Example;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** The order in which epochs read the eleven records of the fixture. */
final class RecordStreamTest {

  private static final long SEED = 42;

  @Test
  void anEpochReadsEveryRecordOnce() throws Exception {
    var expected = TinyRecords.examples().stream().map(TinyRecords::fileName).toList();
    for (long epoch = 0; epoch < 3; epoch++) {
      assertThat(fileNames(SEED, epoch)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void ordersDifferBetweenEpochsAndSeedsAndRepeatForOne() throws Exception {
    var orders = new HashSet<List<String>>();
    for (long epoch = 0; epoch < 4; epoch++) {
      orders.add(fileNames(SEED, epoch));
      orders.add(fileNames(SEED + 1, epoch));
    }
    assertThat(orders).hasSize(8);
    assertThat(fileNames(SEED, 2)).isEqualTo(fileNames(SEED, 2));
  }

  @Test
  void filesAreReadInAnotherOrderEachEpoch() {
    var files =
        IntStream.range(0, 20)
            .mapToObj(i -> Path.of("shard-%02d".formatted(i)))
            .collect(ImmutableList.toImmutableList());

    var first = EpochOrder.of(files, SEED, 0).files();
    var second = EpochOrder.of(files, SEED, 1).files();

    assertThat(first).containsExactlyInAnyOrderElementsOf(files).isNotEqualTo(second);
    assertThat(Ordering.natural().isOrdered(first)).isFalse();
  }

  private static List<String> fileNames(long seed, long epoch) throws Exception {
    var order = EpochOrder.of(TinyRecords.files(), seed, epoch);
    var names = new ArrayList<String>();
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var stream = RecordStream.create(tf, 4);
      var iterator = tf.data.iterator("records", "", RecordStream.TYPES, RecordStream.SHAPES);
      var start = tf.data.makeIterator(stream.dataset(), iterator);
      var next =
          tf.data.iteratorGetNext(iterator, RecordStream.TYPES, RecordStream.SHAPES).components();
      try (var files =
              TString.vectorOf(order.files().stream().map(Path::toString).toArray(String[]::new));
          var shuffleSeed = TInt64.scalarOf(order.shuffleSeed());
          var shuffleSeed2 = TInt64.scalarOf(order.shuffleSeed2());
          var zero = TInt64.scalarOf(0)) {
        session
            .runner()
            .feed(stream.files(), files)
            .feed(stream.shuffleSeed(), shuffleSeed)
            .feed(stream.shuffleSeed2(), shuffleSeed2)
            .feed(stream.firstIndex(), zero)
            .feed(stream.skipped(), zero)
            .addTarget(start)
            .run()
            .close();
      }
      while (true) {
        try (var result = session.runner().fetch(next.get(1)).run()) {
          var example = ((TString) result.get(0)).asBytes().getObject();
          names.add(TinyRecords.fileName(Example.parseFrom(example)));
        }
      }
    } catch (TFOutOfRangeException e) {
      return names;
    }
  }
}
