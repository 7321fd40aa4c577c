package org.tfpipeline.pipeline.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.data.DatasetOptions;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The undecoded records of a part of one epoch as a tf.data set of (image index, serialised
 * Example). It knows no order: what to read is fed when an iterator over it is made.
 *
 * @param dataset the data set
 * @param files {@code [files]}, of all segments, in their order
 * @param compressions {@code [files]}, in TensorFlow's words
 * @param counts {@code [files]}, how many records each has
 * @param bounds {@code [segments + 1]}, where in {@code files} each segment begins and the last
 *     ends
 * @param seeds {@code [segments, 2]}, of the record shuffles
 * @param firstIndex scalar, the image index of the first segment's first record
 * @param skipped scalar, how many records to pass over
 * @param taken scalar, how many records to read then, those of other workers included
 */
record RecordStream(
    Operand<? extends TType> dataset,
    Operand<TString> files,
    Operand<TString> compressions,
    Operand<TInt64> counts,
    Operand<TInt64> bounds,
    Operand<TInt64> seeds,
    Operand<TInt64> firstIndex,
    Operand<TInt64> skipped,
    Operand<TInt64> taken) {

  static final ImmutableList<Class<? extends TType>> TYPES =
      ImmutableList.of(TInt64.class, TString.class);
  static final ImmutableList<Shape> SHAPES = ImmutableList.of(Shape.scalar(), Shape.scalar());

  /** Adds the records to a graph that {@link DatasetFunctions} then moves. */
  static RecordStream create(Ops tf, DataConfig data) {
    var vector = Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE));
    var files = tf.placeholder(TString.class, vector);
    var compressions = tf.placeholder(TString.class, vector);
    var counts = tf.placeholder(TInt64.class, vector);
    var bounds = tf.placeholder(TInt64.class, vector);
    var seeds = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 2)));
    var firstIndex = scalar(tf);
    var skipped = scalar(tf);
    var taken = scalar(tf);
    var segments =
        range(tf, tf.constant(0L), tf.math.sub(tf.size(bounds, TInt64.class), tf.constant(1L)));
    var records = records(tf, segments, List.of(files, compressions, counts, bounds, seeds), data);
    var indices = range(tf, firstIndex, tf.constant(Long.MAX_VALUE));
    var numbered = tf.data.zipDataset(List.of(indices, records), TYPES, SHAPES);
    // Only raw records are passed over: nothing is decoded to start late in a segment.
    var rest = tf.data.skipDataset(numbered, skipped, TYPES, SHAPES);
    var part = tf.data.takeDataset(rest, taken, TYPES, SHAPES);
    return new RecordStream(
        untuned(tf, share(tf, part, data.worker())),
        files,
        compressions,
        counts,
        bounds,
        seeds,
        firstIndex,
        skipped,
        taken);
  }

  private static Operand<? extends TType> records(
      Ops tf, Operand<? extends TType> segments, List<Operand<?>> captured, DataConfig data) {
    try (var function = SegmentFunction.create(data)) {
      return tf.data.flatMapDataset(
          segments, captured, function, List.of(TString.class), List.of(Shape.scalar()));
    }
  }

  /** The same in the graph to which it was moved. */
  RecordStream in(DatasetFunctions.Moved moved) {
    return new RecordStream(
        moved.find(dataset),
        moved.find(files),
        moved.find(compressions),
        moved.find(counts),
        moved.find(bounds),
        moved.find(seeds),
        moved.find(firstIndex),
        moved.find(skipped),
        moved.find(taken));
  }

  private static Placeholder<TInt64> scalar(Ops tf) {
    return tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  private static Operand<? extends TType> range(Ops tf, Operand<TInt64> from, Operand<TInt64> to) {
    return tf.data.rangeDataset(
        from, to, tf.constant(1L), List.of(TInt64.class), List.of(Shape.scalar()));
  }

  private static Operand<? extends TType> share(
      Ops tf, Operand<? extends TType> records, Worker worker) {
    return tf.data.shardDataset(
        records,
        tf.constant((long) worker.count()),
        tf.constant((long) worker.index()),
        TYPES,
        SHAPES);
  }

  /**
   * Data sets after this one are not tuned while they run. There is nothing to tune: how much goes
   * on at once is given. And an iterator that ends waits until its tuner wakes up, in the end once
   * a minute, and with it the next epoch.
   */
  private static Operand<? extends TType> untuned(Ops tf, Operand<? extends TType> records) {
    var options =
        DatasetOptions.Options.newBuilder()
            .setAutotuneOptions(DatasetOptions.AutotuneOptions.newBuilder().setEnabled(false))
            .build();
    return tf.data.optionsDataset(
        records, new String(options.toByteArray(), ISO_8859_1), TYPES, SHAPES);
  }

  /**
   * Makes an iterator over this data set begin.
   *
   * @param iterator the operation that makes it
   * @param epochIndex the image index of the epoch's first record
   */
  void start(Session session, Op iterator, EpochOrder.Reading reading, long epochIndex) {
    var segments = reading.segments();
    var shards =
        segments.stream()
            .flatMap(segment -> segment.shards().stream())
            .collect(ImmutableList.toImmutableList());
    try (var paths = strings(shards, Shard::location);
        var words = strings(shards, RecordStream::word);
        var sizes = TInt64.vectorOf(shards.stream().mapToLong(Shard::records).toArray());
        var ends = bounds(segments);
        var shuffles = seeds(segments);
        var first = TInt64.scalarOf(epochIndex + reading.passed());
        var skip = TInt64.scalarOf(reading.skipped());
        var take = TInt64.scalarOf(reading.taken())) {
      session
          .runner()
          .feed(files, paths)
          .feed(compressions, words)
          .feed(counts, sizes)
          .feed(bounds, ends)
          .feed(seeds, shuffles)
          .feed(firstIndex, first)
          .feed(skipped, skip)
          .feed(taken, take)
          .addTarget(iterator)
          .run()
          .close();
    }
  }

  private static TString strings(List<Shard> shards, Function<Shard, String> property) {
    return TString.vectorOf(shards.stream().map(property).toArray(String[]::new));
  }

  private static String word(Shard shard) {
    return switch (shard.compression()) {
      case NONE -> "";
      case GZIP -> "GZIP";
      case ZLIB -> "ZLIB";
    };
  }

  private static TInt64 bounds(List<Segment> segments) {
    var bounds = new long[segments.size() + 1];
    for (int i = 0; i < segments.size(); i++) {
      bounds[i + 1] = bounds[i] + segments.get(i).shards().size();
    }
    return TInt64.vectorOf(bounds);
  }

  private static TInt64 seeds(List<Segment> segments) {
    var seeds = new long[segments.size()][];
    for (int i = 0; i < seeds.length; i++) {
      var segment = segments.get(i);
      seeds[i] = new long[] {segment.shuffleSeed(), segment.shuffleSeed2()};
    }
    return TInt64.tensorOf(StdArrays.ndCopyOf(seeds));
  }
}
