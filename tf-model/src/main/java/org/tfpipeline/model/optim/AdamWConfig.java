package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.VariableStore;

/**
 * The constants of AdamW.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the bias-corrected root of the second moment, as PyTorch does
 */
public record AdamWConfig(double beta1, double beta2, double epsilon) implements OptimizerConfig {

  @Override
  public Optimizer create(
      VariableStore store,
      String name,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    return new AdamW(store, name, this, learningRate, weightDecay);
  }
}
