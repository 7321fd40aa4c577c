package org.tfpipeline.model.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * Momentum as PyTorch has it: {@code b ← m·b + d} and {@code p ← p − lr·b} for a parameter p, a
 * direction d and a buffer b that starts at zero. The learning rate acts on the buffer as it is
 * now, and not on each direction as it comes.
 */
final class Momentum {
  private final VariableStore store;
  private final Ops tf;
  private final String name;
  private final Operand<TFloat32> momentum;
  private final Operand<TFloat32> learningRate;
  private final List<Op> moves = new ArrayList<>();

  /**
   * Momentum whose buffers lie under a name.
   *
   * @param name prefix of the buffers' variables
   * @param learningRate a scalar
   */
  Momentum(VariableStore store, String name, double momentum, Operand<TFloat64> learningRate) {
    this.store = store;
    this.tf = store.ops();
    this.name = name;
    this.momentum = tf.constant((float) momentum);
    this.learningRate = tf.dtypes.cast(learningRate, TFloat32.class);
  }

  /**
   * Moves a variable.
   *
   * @param parameter its name in the network
   * @param gate what must have happened before anything changes
   */
  Op move(Variable<TFloat32> variable, String parameter, Operand<TFloat32> direction, Op gate) {
    var shape = variable.shape();
    Operand<TFloat32> zeros = tf.fill(tf.constant(shape.asArray()), tf.constant(0f));
    var buffer = store.create(name + parameter, shape, zeros, /* trainable= */ false);
    var move =
        tf.withControlDependencies(List.of(gate))
            .train
            .resourceApplyMomentum(
                variable.handle(), buffer.handle(), learningRate, direction, momentum);
    moves.add(move);
    return move;
  }

  /** All moves. */
  Op completeStep() {
    return tf.withControlDependencies(moves).noOp();
  }
}
