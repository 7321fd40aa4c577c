package org.tfpipeline.model.optim;

import org.tensorflow.ndarray.FloatNdArray;

/** DINO's LARS. */
final class PlainLars extends PlainOptimizer {
  private final LarsConfig config;
  private final boolean adapts;
  private final double[] mu;

  /** {@code adapts} says whether the tensor has other than one axis. */
  PlainLars(LarsConfig config, boolean adapts, FloatNdArray start) {
    super(start);
    this.config = config;
    this.adapts = adapts;
    this.mu = new double[Math.toIntExact(start.size())];
  }

  @Override
  void update(double[] values, double[] gradient, double rate, double decay) {
    var direction = gradient.clone();
    double ratio = 1;
    if (adapts) {
      for (int i = 0; i < values.length; i++) {
        direction[i] += decay * values[i];
      }
      double length = norm(values);
      double directionLength = norm(direction);
      if (length > 0 && directionLength > 0) {
        ratio = config.trustCoefficient() * length / directionLength;
      }
    }
    for (int i = 0; i < values.length; i++) {
      mu[i] = config.momentum() * mu[i] + ratio * direction[i];
      values[i] -= rate * mu[i];
    }
  }
}
