package org.tfpipeline.model.dino;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * The moving average of teacher logits that is subtracted from them, against collapse (DINO,
 * section 3.1). The loss reads it before it moves.
 */
public final class Center {
  private final Ops tf;
  private final Variable<TFloat32> variable;
  private final double momentum;

  /**
   * Creates the variable, which starts at zero.
   *
   * @param prototypes how many logits there are
   * @param momentum share of the old value that a step keeps, from 0 to 1
   */
  public Center(VariableStore store, String name, int prototypes, double momentum) {
    this.tf = store.ops();
    this.momentum = momentum;
    var shape = Shape.of(1, prototypes);
    Operand<TFloat32> zeros = tf.fill(tf.constant(shape.asArray()), tf.constant(0f));
    this.variable = store.create(name, shape, zeros, /* trainable= */ false);
  }

  /** The value that this step's loss uses, {@code [1, prototypes]}. */
  public Operand<TFloat32> value() {
    return variable.value();
  }

  /**
   * Moves the centre.
   *
   * @param gated operations that wait for what must have happened before anything changes
   * @param batchMean mean of this step's teacher logits, {@code [1, prototypes]}
   */
  public Op moveTowards(Ops gated, Operand<TFloat32> batchMean) {
    var moved =
        tf.math.add(
            tf.math.mul(tf.constant((float) momentum), value()),
            tf.math.mul(tf.constant((float) (1 - momentum)), batchMean));
    return gated.assignVariableOp(variable.handle(), moved);
  }
}
