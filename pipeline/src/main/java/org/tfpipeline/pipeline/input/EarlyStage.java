package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.ParallelMapDataset;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Batches of the input before any crop is cut.
 *
 * @param makeIterator begins an epoch; it takes the feeds of the record stream
 * @param next what to run for the next batch
 */
record EarlyStage(Op makeIterator, Operand<?> next) {

  /** A pixel stands for the image: images of different sizes make no batch. */
  private static final ImmutableList<Class<? extends TType>> DECODED =
      ImmutableList.of(TInt64.class, TUint8.class);

  private static final ImmutableList<Shape> DECODED_SHAPES =
      ImmutableList.of(Shape.scalar(), Shape.of(3));

  /** Adds it to a graph, with images decoded unless the stage is {@link InputStage#READ}. */
  static EarlyStage of(Ops tf, InputStage stage, RecordStream records, DataConfig data) {
    var early = tf.withSubScope("early").withDevice(InputGraph.cpu());
    return stage == InputStage.READ
        ? batched(early, records.dataset(), RecordStream.TYPES, RecordStream.SHAPES, data)
        : batched(early, decoded(early, records, data), DECODED, DECODED_SHAPES, data);
  }

  private static Operand<? extends TType> decoded(Ops tf, RecordStream records, DataConfig data) {
    try (var function = ConcreteFunction.create(EarlyStage::decoding)) {
      return tf.data.parallelMapDataset(
          records.dataset(),
          List.of(),
          tf.constant(ImageStream.parallelCalls(data)),
          function,
          DECODED,
          DECODED_SHAPES,
          ParallelMapDataset.deterministic("true"),
          ParallelMapDataset.preserveCardinality(true));
    }
  }

  private static Signature decoding(Ops tf) {
    var imageIndex = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var example = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var image = EncodedImage.parse(tf, example).decode(tf);
    var corner = tf.slice(image, tf.array(0, 0, 0), tf.array(1, 1, 3));
    return Signature.builder("decoding")
        .input("imageIndex", imageIndex)
        .input("example", example)
        .output("outputIndex", tf.identity(imageIndex))
        .output("corner", tf.reshape(corner, tf.array(3)))
        .build();
  }

  private static EarlyStage batched(
      Ops tf,
      Operand<? extends TType> dataset,
      ImmutableList<Class<? extends TType>> types,
      ImmutableList<Shape> elements,
      DataConfig data) {
    var batch = Shape.of(data.batchSize());
    var shapes = elements.stream().map(batch::append).toList();
    var batches =
        tf.data.batchDataset(
            dataset, tf.constant((long) data.batchSize()), tf.constant(true), types, shapes);
    var ahead =
        tf.data.prefetchDataset(batches, tf.constant((long) data.prefetch()), types, shapes);
    var iterator = tf.data.iterator(tf.scope().makeOpName("iterator"), "", types, shapes);
    var makeIterator = tf.data.makeIterator(ahead, iterator);
    return new EarlyStage(
        makeIterator, tf.data.iteratorGetNext(iterator, types, shapes).components().get(0));
  }
}
