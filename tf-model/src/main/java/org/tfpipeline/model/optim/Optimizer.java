package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.Variable;

/**
 * Updates variables that always learn together; {@link OptimizerConfig#create} makes one. First
 * comes an {@link #update} for each of them, then {@link #completeStep}, once.
 */
public sealed interface Optimizer permits AdamW, Lars, Sgd {

  /**
   * Updates a variable.
   *
   * @param parameter its name in the network, under which the optimiser's state for it is kept
   * @param gradient already clipped, of the variable's shape
   * @param gate what must have happened before anything changes
   */
  Op update(Variable<TFloat32> variable, String parameter, Operand<TFloat32> gradient, Op gate);

  /** Runs all updates, and then what there is one of for all variables. */
  Op completeStep();
}
