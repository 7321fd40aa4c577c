package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.Variable;

/** Weight decay, and what it acts on. */
public final class WeightDecay {
  private final Ops tf;
  private final Operand<TFloat32> rate;

  /** {@code rate} is a scalar. */
  WeightDecay(Ops tf, Operand<TFloat64> rate) {
    this.tf = tf;
    this.rate = tf.dtypes.cast(rate, TFloat32.class);
  }

  /** Whether weight decay acts on a variable: on matrices and embeddings, not biases and scales. */
  public static boolean actsOn(Variable<?> variable) {
    return variable.shape().numDimensions() != 1 && !variable.name().endsWith(".bias");
  }

  /** A variable's gradient with that of the penalty on its length, if it has one. */
  Operand<TFloat32> addTo(Operand<TFloat32> gradient, Variable<TFloat32> variable) {
    return actsOn(variable) ? tf.math.add(gradient, tf.math.mul(rate, variable.value())) : gradient;
  }
}
