package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.VariableStore;

/**
 * The constants of SGD.
 *
 * @param momentum share of the old direction in the new one
 */
public record SgdConfig(double momentum) implements OptimizerConfig {

  @Override
  public Optimizer create(
      VariableStore store,
      String name,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    return new Sgd(store, name, this, learningRate, weightDecay);
  }
}
