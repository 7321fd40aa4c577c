package org.tfpipeline.model.optim;

import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.reference.LayerTrial;

/** An optimiser on one tensor with clipping before it, in double precision from its formula. */
abstract class PlainOptimizer {
  static final double CLIP_NORM = 3;

  private final double[] values;

  PlainOptimizer(FloatNdArray start) {
    this.values = doubles(start);
  }

  final void step(double rate, double decay, FloatNdArray gradient) {
    var clipped = doubles(gradient);
    double factor = Math.min(1, CLIP_NORM / (norm(clipped) + 1e-6));
    Arrays.setAll(clipped, i -> clipped[i] * factor);
    update(values, clipped, rate, decay);
  }

  /** Changes the values. */
  abstract void update(double[] values, double[] gradient, double rate, double decay);

  final double[] values() {
    return values.clone();
  }

  static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(element -> element * element).sum());
  }

  static double[] doubles(FloatNdArray array) {
    var flat = LayerTrial.flat(array);
    var doubles = new double[flat.length];
    Arrays.setAll(doubles, i -> flat[i]);
    return doubles;
  }
}
