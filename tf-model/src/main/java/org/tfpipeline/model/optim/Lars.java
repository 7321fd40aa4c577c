package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * LARS (You, Gitman and Ginsburg, 2017) as DINO computes it: {@code d = g + wd·p}, scaled to {@code
 * η·‖p‖} whatever its own length, moves a tensor with momentum. Tensors with one axis get their
 * gradient as it is.
 */
final class Lars implements Optimizer {
  private final Ops tf;
  private final Operand<TFloat32> trustCoefficient;
  private final Momentum momentum;
  private final WeightDecay decay;

  Lars(
      VariableStore store,
      String name,
      LarsConfig config,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    this.tf = store.ops();
    this.trustCoefficient = tf.constant((float) config.trustCoefficient());
    this.momentum = new Momentum(store, name + "mu/", config.momentum(), learningRate);
    this.decay = new WeightDecay(tf, weightDecay);
  }

  @Override
  public Op update(
      Variable<TFloat32> variable, String parameter, Operand<TFloat32> gradient, Op gate) {
    var direction = decay.addTo(gradient, variable);
    if (variable.shape().numDimensions() != 1) {
      direction = tf.math.mul(direction, trustRatio(variable.value(), direction));
    }
    return momentum.move(variable, parameter, direction, gate);
  }

  /** {@code η·‖p‖ / ‖d‖}; 1 where either is zero. */
  private Operand<TFloat32> trustRatio(Operand<TFloat32> parameter, Operand<TFloat32> direction) {
    var parameterNorm = GradientClipping.norm(tf, parameter);
    var directionNorm = GradientClipping.norm(tf, direction);
    var zero = tf.constant(0f);
    var bothHaveOne =
        tf.math.logicalAnd(
            tf.math.greater(parameterNorm, zero), tf.math.greater(directionNorm, zero));
    return tf.select(
        bothHaveOne,
        tf.math.div(tf.math.mul(trustCoefficient, parameterNorm), directionNorm),
        tf.constant(1f));
  }

  @Override
  public Op completeStep() {
    return momentum.completeStep();
  }
}
