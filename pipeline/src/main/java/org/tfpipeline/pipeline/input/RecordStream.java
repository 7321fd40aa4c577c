package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The undecoded records of one epoch as a tf.data set of (image index, serialised Example),
 * shuffled, from any record on. What changes between epochs is fed when an iterator over it is
 * made.
 *
 * @param dataset the data set
 * @param files {@code [files]}, in the order to read them
 * @param shuffleSeed scalar
 * @param shuffleSeed2 scalar; not zero when the other seed is
 * @param firstIndex scalar, the image index of the epoch's first record
 * @param skipped scalar, how many records to pass over
 */
record RecordStream(
    Operand<? extends TType> dataset,
    Placeholder<TString> files,
    Placeholder<TInt64> shuffleSeed,
    Placeholder<TInt64> shuffleSeed2,
    Placeholder<TInt64> firstIndex,
    Placeholder<TInt64> skipped) {

  static final ImmutableList<Class<? extends TType>> TYPES =
      ImmutableList.of(TInt64.class, TString.class);
  static final ImmutableList<Shape> SHAPES = ImmutableList.of(Shape.scalar(), Shape.scalar());

  private static final long READ_BUFFER_BYTES = 1 << 20;

  static RecordStream create(Ops tf, int shuffleBuffer) {
    var files = tf.placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    var shuffleSeed = scalar(tf);
    var shuffleSeed2 = scalar(tf);
    var firstIndex = scalar(tf);
    var skipped = scalar(tf);
    var records = shuffle(tf, read(tf, files), shuffleBuffer, shuffleSeed, shuffleSeed2);
    var indices =
        tf.data.rangeDataset(
            firstIndex,
            tf.constant(Long.MAX_VALUE),
            tf.constant(1L),
            List.of(TInt64.class),
            List.of(Shape.scalar()));
    var numbered = tf.data.zipDataset(List.of(indices, records), TYPES, SHAPES);
    // Only raw records are passed over: nothing is decoded to start late in an epoch.
    var rest = tf.data.skipDataset(numbered, skipped, TYPES, SHAPES);
    return new RecordStream(rest, files, shuffleSeed, shuffleSeed2, firstIndex, skipped);
  }

  private static Placeholder<TInt64> scalar(Ops tf) {
    return tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  /** The typed {@code tf.data.tfRecordDataset} lacks an input its kernel asks for. */
  private static Operand<TType> read(Ops tf, Operand<TString> files) {
    var scope = tf.scope();
    return scope
        .env()
        .opBuilder("TFRecordDataset", scope.makeOpName("TFRecordDataset"), scope)
        .addInput(files.asOutput())
        .addInput(tf.constant("").asOutput())
        .addInput(tf.constant(READ_BUFFER_BYTES).asOutput())
        .build()
        .output(0);
  }

  /** The typed {@code tf.data.shuffleDataset} wants a seed generator; this op takes the seeds. */
  private static Operand<TType> shuffle(
      Ops tf, Operand<TType> records, int buffer, Operand<TInt64> seed, Operand<TInt64> seed2) {
    var scope = tf.scope();
    return scope
        .env()
        .opBuilder("ShuffleDataset", scope.makeOpName("ShuffleDataset"), scope)
        .addInput(records.asOutput())
        .addInput(tf.constant((long) Math.max(1, buffer)).asOutput())
        .addInput(seed.asOutput())
        .addInput(seed2.asOutput())
        .setAttr("reshuffle_each_iteration", false)
        .setAttr("output_types", new DataType[] {DataType.DT_STRING})
        .setAttr("output_shapes", new Shape[] {Shape.scalar()})
        .build()
        .output(0);
  }
}
