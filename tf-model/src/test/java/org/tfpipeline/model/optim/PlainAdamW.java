package org.tfpipeline.model.optim;

import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.reference.LayerTrial;

/** PyTorch's AdamW on one tensor with clipping before it, in double precision from its formula. */
final class PlainAdamW {
  private final AdamWConfig config;
  private final boolean decays;
  private final double[] values;
  private final double[] moment1;
  private final double[] moment2;
  private int steps;

  PlainAdamW(AdamWConfig config, boolean decays, FloatNdArray start) {
    this.config = config;
    this.decays = decays;
    this.values = doubles(start);
    this.moment1 = new double[values.length];
    this.moment2 = new double[values.length];
  }

  void step(double rate, double decay, FloatNdArray gradient) {
    var g = doubles(gradient);
    double squares = 0;
    for (double element : g) {
      squares += element * element;
    }
    double factor = Math.min(1, config.clipNorm() / (Math.sqrt(squares) + 1e-6));
    steps++;
    double correction1 = 1 - Math.pow(config.beta1(), steps);
    double correction2 = 1 - Math.pow(config.beta2(), steps);
    for (int i = 0; i < values.length; i++) {
      double clipped = g[i] * factor;
      if (decays) {
        values[i] -= rate * decay * values[i];
      }
      moment1[i] = config.beta1() * moment1[i] + (1 - config.beta1()) * clipped;
      moment2[i] = config.beta2() * moment2[i] + (1 - config.beta2()) * clipped * clipped;
      double denominator = Math.sqrt(moment2[i] / correction2) + config.epsilon();
      values[i] -= rate * (moment1[i] / correction1) / denominator;
    }
  }

  double[] values() {
    return values.clone();
  }

  private static double[] doubles(FloatNdArray array) {
    var flat = LayerTrial.flat(array);
    var doubles = new double[flat.length];
    for (int i = 0; i < flat.length; i++) {
      doubles[i] = flat[i];
    }
    return doubles;
  }
}
