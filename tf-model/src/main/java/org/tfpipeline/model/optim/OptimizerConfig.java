package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.VariableStore;

/** The constants of an optimiser; learning rate and weight decay follow schedules. */
public sealed interface OptimizerConfig permits AdamWConfig, LarsConfig, SgdConfig {

  /**
   * An optimiser with these constants.
   *
   * @param store gets the variables of its state
   * @param name prefix of their names, such as {@code optimizer/}
   * @param learningRate a scalar
   * @param weightDecay a scalar
   */
  Optimizer create(
      VariableStore store,
      String name,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay);
}
