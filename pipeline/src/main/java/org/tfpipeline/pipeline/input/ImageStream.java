package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.data.ParallelInterleaveDataset;
import org.tensorflow.op.data.ParallelMapDataset;
import org.tensorflow.types.family.TType;

/**
 * Batches of images as a tf.data set over the records of a {@link RecordStream}.
 *
 * @param batches the data set
 * @param types of the components of an element
 * @param shapes of the components of an element
 */
record ImageStream(
    Operand<? extends TType> batches,
    ImmutableList<Class<? extends TType>> types,
    ImmutableList<Shape> shapes) {

  /** Images come out in order, so that one that takes long holds up others that are ready. */
  private static final long CALLS_PER_CORE = 2;

  static ImageStream create(Ops tf, RecordStream records, DataConfig data, ImageFunction function) {
    var batch = data.batchSize();
    return switch (data.badRecords()) {
      case STOP ->
          batched(
              tf,
              strict(tf, records, data, function),
              data,
              function.types(),
              function.shapes(batch));
      case SKIP -> {
        var lenient = new LenientFunction(function);
        yield batched(
            tf, lenient(tf, records, data, lenient), data, lenient.types(), lenient.shapes(batch));
      }
    };
  }

  private static Operand<? extends TType> strict(
      Ops tf, RecordStream records, DataConfig data, ImageFunction images) {
    try (var function = images.create()) {
      return tf.data.parallelMapDataset(
          records.dataset(),
          List.of(),
          tf.constant(parallelCalls(data)),
          function,
          images.types(),
          images.shapes(),
          ParallelMapDataset.deterministic("true"),
          ParallelMapDataset.preserveCardinality(true));
    }
  }

  /** How many images are prepared at the same time. */
  private static long parallelCalls(DataConfig data) {
    return data.parallelCalls() == 0
        ? CALLS_PER_CORE * Runtime.getRuntime().availableProcessors()
        : data.parallelCalls();
  }

  /** Data sets of one element each, so many at a time, keep the order of the records. */
  private static Operand<? extends TType> lenient(
      Ops tf, RecordStream records, DataConfig data, LenientFunction images) {
    long calls = parallelCalls(data);
    try (var function = images.create()) {
      return tf.data.parallelInterleaveDataset(
          records.dataset(),
          List.of(),
          tf.constant(calls),
          tf.constant(1L),
          tf.constant(1L),
          tf.constant(calls),
          tf.constant(calls),
          function,
          images.types(),
          images.shapes(),
          ParallelInterleaveDataset.deterministic("true"));
    }
  }

  /** The elements of a data set in batches, some of them ready ahead. */
  static ImageStream batched(
      Ops tf,
      Operand<? extends TType> elements,
      DataConfig data,
      ImmutableList<Class<? extends TType>> types,
      ImmutableList<Shape> shapes) {
    var size = tf.constant((long) data.batchSize());
    var batches = tf.data.batchDataset(elements, size, tf.constant(true), types, shapes);
    var ready =
        tf.data.prefetchDataset(batches, tf.constant((long) data.prefetch()), types, shapes);
    return new ImageStream(ready, types, shapes);
  }

  /** The same in the graph to which it was moved. */
  ImageStream in(DatasetFunctions.Moved moved) {
    return new ImageStream(moved.find(batches), types, shapes);
  }
}
