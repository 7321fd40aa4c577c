package org.tfpipeline.pipeline.train;

import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.pipeline.input.BadRecords;
import org.tfpipeline.pipeline.input.DataConfig;

/** How many bad images a run has skipped so far; kept in its checkpoints. */
final class SkippedTotal {

  /** The total's name among the metrics and in checkpoints. */
  static final String METRIC = "skipped_images";

  private final Variable<TInt64> before;
  private final Operand<TInt64> total;

  /**
   * What a graph has to count.
   *
   * @param skipped of a batch
   * @return nothing where a bad image ends the run
   */
  static Optional<Operand<TInt64>> wanted(DataConfig data, Supplier<Operand<TInt64>> skipped) {
    return data.badRecords() == BadRecords.SKIP ? Optional.of(skipped.get()) : Optional.empty();
  }

  /**
   * Adds the count to a graph.
   *
   * @param skipped scalar, how many images of this batch are bad
   */
  SkippedTotal(Ops tf, VariableStore store, Operand<TInt64> skipped) {
    this.before = store.createCounter(METRIC);
    this.total = tf.math.add(before.value(), skipped);
  }

  /** Counts this batch's. */
  Op count(Ops tf) {
    return tf.assignVariableOp(before.handle(), total);
  }

  /** The total, this batch included. */
  Operand<TFloat32> metric(Ops tf) {
    return tf.dtypes.cast(total, TFloat32.class);
  }
}
