package org.tfpipeline.model.optim;

import org.tensorflow.ndarray.FloatNdArray;

/** PyTorch's AdamW. */
final class PlainAdamW extends PlainOptimizer {
  private final AdamWConfig config;
  private final boolean decays;
  private final double[] moment1;
  private final double[] moment2;
  private int steps;

  PlainAdamW(AdamWConfig config, boolean decays, FloatNdArray start) {
    super(start);
    this.config = config;
    this.decays = decays;
    this.moment1 = new double[Math.toIntExact(start.size())];
    this.moment2 = moment1.clone();
  }

  @Override
  void update(double[] values, double[] gradient, double rate, double decay) {
    steps++;
    double correction1 = 1 - Math.pow(config.beta1(), steps);
    double correction2 = 1 - Math.pow(config.beta2(), steps);
    for (int i = 0; i < values.length; i++) {
      double g = gradient[i];
      if (decays) {
        values[i] -= rate * decay * values[i];
      }
      moment1[i] = config.beta1() * moment1[i] + (1 - config.beta1()) * g;
      moment2[i] = config.beta2() * moment2[i] + (1 - config.beta2()) * g * g;
      double denominator = Math.sqrt(moment2[i] / correction2) + config.epsilon();
      values[i] -= rate * (moment1[i] / correction1) / denominator;
    }
  }
}
