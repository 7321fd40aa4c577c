package org.tfpipeline.pipeline.input;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * Batches of the undecoded records of an input.
 *
 * @param makeIterator begins an epoch; it takes the feeds of the record stream
 * @param next what to run for the next batch
 */
record RecordBatches(Op makeIterator, Operand<?> next) {

  /** Adds them to a graph, beside the input's own batches. */
  static RecordBatches of(Ops tf, RecordStream records, DataConfig data) {
    var cpu = tf.withSubScope("records").withDevice(InputGraph.cpu());
    var types = RecordStream.TYPES;
    var size = Shape.of(data.batchSize());
    var shapes = RecordStream.SHAPES.stream().map(size::append).toList();
    var batches =
        cpu.data.batchDataset(
            records.dataset(),
            cpu.constant((long) data.batchSize()),
            cpu.constant(true),
            types,
            shapes);
    var ahead =
        cpu.data.prefetchDataset(batches, cpu.constant((long) data.prefetch()), types, shapes);
    var iterator = cpu.data.iterator(cpu.scope().makeOpName("iterator"), "", types, shapes);
    return new RecordBatches(
        cpu.data.makeIterator(ahead, iterator),
        cpu.data.iteratorGetNext(iterator, types, shapes).components().get(0));
  }
}
