package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.VariableStore;

/**
 * The constants of LARS.
 *
 * @param momentum share of the old direction in the new one
 * @param trustCoefficient length of a direction as a share of its tensor's
 */
public record LarsConfig(double momentum, double trustCoefficient) implements OptimizerConfig {

  @Override
  public Optimizer create(
      VariableStore store,
      String name,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    return new Lars(store, name, this, learningRate, weightDecay);
  }
}
