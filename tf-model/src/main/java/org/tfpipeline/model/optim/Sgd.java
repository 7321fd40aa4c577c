package org.tfpipeline.model.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * Stochastic gradient descent with momentum as PyTorch computes it: the direction is {@code g +
 * wd·p}, without the decay for what has none.
 */
final class Sgd implements Optimizer {
  private final Momentum momentum;
  private final WeightDecay decay;

  Sgd(
      VariableStore store,
      String name,
      SgdConfig config,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    this.momentum = new Momentum(store, name + "momentum_buffer/", config.momentum(), learningRate);
    this.decay = new WeightDecay(store.ops(), weightDecay);
  }

  @Override
  public Op update(
      Variable<TFloat32> variable, String parameter, Operand<TFloat32> gradient, Op gate) {
    return momentum.move(variable, parameter, decay.addTo(gradient, variable), gate);
  }

  @Override
  public Op completeStep() {
    return momentum.completeStep();
  }
}
