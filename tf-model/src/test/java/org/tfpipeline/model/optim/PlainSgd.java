package org.tfpipeline.model.optim;

import org.tensorflow.ndarray.FloatNdArray;

/** PyTorch's SGD, whose first buffer is the first direction itself. */
final class PlainSgd extends PlainOptimizer {
  private final double momentum;
  private final boolean decays;
  private final double[] buffer;
  private boolean started;

  PlainSgd(SgdConfig config, boolean decays, FloatNdArray start) {
    super(start);
    this.momentum = config.momentum();
    this.decays = decays;
    this.buffer = new double[Math.toIntExact(start.size())];
  }

  @Override
  void update(double[] values, double[] gradient, double rate, double decay) {
    for (int i = 0; i < values.length; i++) {
      double direction = gradient[i] + (decays ? decay * values[i] : 0);
      buffer[i] = started ? momentum * buffer[i] + direction : direction;
      values[i] -= rate * buffer[i];
    }
    started = true;
  }
}
