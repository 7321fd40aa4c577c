package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
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
    var shapes =
        RecordStream.SHAPES.stream().map(size::append).collect(ImmutableList.toImmutableList());
    var batches = ImageStream.batched(cpu, records.dataset(), data, types, shapes).batches();
    var iterator = cpu.data.iterator(cpu.scope().makeOpName("iterator"), "", types, shapes);
    return new RecordBatches(
        cpu.data.makeIterator(batches, iterator),
        cpu.data.iteratorGetNext(iterator, types, shapes).components().get(0));
  }
}
