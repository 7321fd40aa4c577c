package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.ParallelInterleaveDataset;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The function tf.data maps over the numbers of segments: (segment, files, compressions, counts,
 * bounds, seeds) to the data set of the segment's records, its shards interleaved, then shuffled.
 * For {@link DatasetFunctions}.
 */
final class SegmentFunction {

  private static final List<Class<? extends TType>> TYPES = List.of(TString.class);
  private static final List<Shape> SHAPES = List.of(Shape.scalar());
  private static final long READ_BUFFER_BYTES = 1 << 20;

  /** Records read from a shard in one go; some, so that each open file is read in large pieces. */
  private static final long BLOCK = 16;

  private static final long AUTOTUNE = -1;

  private SegmentFunction() {}

  static ConcreteFunction create(DataConfig data) {
    return ConcreteFunction.create(tf -> signature(tf, data));
  }

  private static Signature signature(Ops tf, DataConfig data) {
    var segment = placeholder(tf, TInt64.class, Shape.scalar());
    var files = placeholder(tf, TString.class, Shape.of(Shape.UNKNOWN_SIZE));
    var compressions = placeholder(tf, TString.class, Shape.of(Shape.UNKNOWN_SIZE));
    var counts = placeholder(tf, TInt64.class, Shape.of(Shape.UNKNOWN_SIZE));
    var bounds = placeholder(tf, TInt64.class, Shape.of(Shape.UNKNOWN_SIZE));
    var seeds = placeholder(tf, TInt64.class, Shape.of(Shape.UNKNOWN_SIZE, 2));
    var shards =
        tf.data.rangeDataset(
            element(tf, bounds, segment),
            element(tf, bounds, tf.math.add(segment, tf.constant(1L))),
            tf.constant(1L),
            List.of(TInt64.class),
            SHAPES);
    var seed = element(tf, seeds, segment);
    var records = interleave(tf, shards, List.of(files, compressions, counts), data);
    var shuffled =
        shuffle(
            tf,
            records,
            data.shuffleBuffer(),
            element(tf, seed, tf.constant(0L)),
            element(tf, seed, tf.constant(1L)));
    // Functions with equal bodies share a name unless told otherwise, whatever their constants.
    var name =
        "segment_%d_%d_%s"
            .formatted(data.interleaveShards(), data.shuffleBuffer(), data.badRecords());
    return Signature.builder(name)
        .input("segment", segment)
        .input("files", files)
        .input("compressions", compressions)
        .input("counts", counts)
        .input("bounds", bounds)
        .input("seeds", seeds)
        .output("records", DatasetFunctions.standIn(tf, shuffled))
        .build();
  }

  private static <T extends TType> Placeholder<T> placeholder(Ops tf, Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  private static <T extends TType> Operand<T> element(
      Ops tf, Operand<T> vector, Operand<TInt64> index) {
    return tf.gather(vector, index, tf.constant(0));
  }

  private static Operand<? extends TType> interleave(
      Ops tf, Operand<? extends TType> shards, List<Operand<?>> captured, DataConfig data) {
    try (var function = ConcreteFunction.create(inner -> shard(inner, data.badRecords()))) {
      return tf.data.parallelInterleaveDataset(
          shards,
          captured,
          tf.constant((long) data.interleaveShards()),
          tf.constant(BLOCK),
          tf.constant(BLOCK),
          tf.constant(0L),
          tf.constant(AUTOTUNE),
          function,
          TYPES,
          SHAPES,
          ParallelInterleaveDataset.deterministic("true"));
    }
  }

  /** (shard, files, compressions, counts) to the data set of the shard's records. */
  private static Signature shard(Ops tf, BadRecords badRecords) {
    var shard = placeholder(tf, TInt64.class, Shape.scalar());
    var files = placeholder(tf, TString.class, Shape.of(Shape.UNKNOWN_SIZE));
    var compressions = placeholder(tf, TString.class, Shape.of(Shape.UNKNOWN_SIZE));
    var counts = placeholder(tf, TInt64.class, Shape.of(Shape.UNKNOWN_SIZE));
    var file = element(tf, files, shard);
    var records = read(tf, file, element(tf, compressions, shard));
    var result =
        switch (badRecords) {
          case STOP -> records;
          case SKIP -> filledUp(tf, file, records, element(tf, counts, shard));
        };
    return Signature.builder("shard_" + badRecords)
        .input("shard", shard)
        .input("files", files)
        .input("compressions", compressions)
        .input("counts", counts)
        .output("records", DatasetFunctions.standIn(tf, result))
        .build();
  }

  private static Operand<? extends TType> read(
      Ops tf, Operand<TString> file, Operand<TString> compression) {
    var scope = tf.scope();
    // The typed tf.data.tfRecordDataset lacks an input its kernel asks for.
    return scope
        .env()
        .opBuilder("TFRecordDataset", scope.makeOpName("TFRecordDataset"), scope)
        .addInput(file.asOutput())
        .addInput(compression.asOutput())
        .addInput(tf.constant(READ_BUFFER_BYTES).asOutput())
        .build()
        .output(0);
  }

  /** TensorFlow reads a file no further than to a damage; empty records stand for the others. */
  private static Operand<? extends TType> filledUp(
      Ops tf, Operand<TString> file, Operand<? extends TType> records, Operand<TInt64> count) {
    var sound = tf.data.ignoreErrorsDataset(records, TYPES, SHAPES);
    var empty = tf.data.tensorDataset(List.of(tf.constant("")), SHAPES);
    var filling = tf.data.repeatDataset(empty, tf.constant(-1L), TYPES, SHAPES);
    var both = tf.data.concatenateDataset(sound, filling, TYPES, SHAPES);
    var all = tf.data.concatenateDataset(nothingIfThere(tf, file), both, TYPES, SHAPES);
    return tf.data.takeDataset(all, count, TYPES, SHAPES);
  }

  /**
   * No element, and an error if the file is gone. If that error were ignored as well, TensorFlow
   * would try to open the file for ever.
   */
  private static Operand<? extends TType> nothingIfThere(Ops tf, Operand<TString> file) {
    var one = tf.constant(1L);
    var none = tf.constant(0L);
    var bytes = tf.data.fixedLengthRecordDataset(file, none, one, none, one, tf.constant(""));
    return tf.data.skipDataset(tf.data.takeDataset(bytes, one, TYPES, SHAPES), one, TYPES, SHAPES);
  }

  /** The typed {@code tf.data.shuffleDataset} wants a seed generator; this op takes the seeds. */
  private static Operand<TType> shuffle(
      Ops tf,
      Operand<? extends TType> records,
      int buffer,
      Operand<TInt64> seed,
      Operand<TInt64> seed2) {
    var scope = tf.scope();
    return scope
        .env()
        .opBuilder("ShuffleDataset", scope.makeOpName("ShuffleDataset"), scope)
        .addInput(records.asOutput())
        .addInput(tf.constant((long) buffer).asOutput())
        .addInput(seed.asOutput())
        .addInput(seed2.asOutput())
        .setAttr("reshuffle_each_iteration", false)
        .setAttr("output_types", new DataType[] {DataType.DT_STRING})
        .setAttr("output_shapes", new Shape[] {Shape.scalar()})
        .build()
        .output(0);
  }
}
