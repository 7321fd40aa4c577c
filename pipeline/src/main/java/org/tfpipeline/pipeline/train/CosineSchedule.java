package org.tfpipeline.pipeline.train;

/**
 * A value that rises on a line and then falls (or rises) on half a cosine, step by step (official
 * {@code cosine_scheduler}).
 *
 * <p>The warm-up line includes both its ends, so the first step has the start value and the last
 * step of the warm-up the base value; the cosine starts at the base value again and never quite
 * reaches the final one.
 *
 * @param base value at the top of the warm-up
 * @param last value that the cosine tends to
 * @param steps length in steps, warm-up included
 * @param warmupSteps length of the warm-up
 * @param start value of the first warm-up step
 */
record CosineSchedule(double base, double last, long steps, long warmupSteps, double start) {

  static CosineSchedule withoutWarmup(double base, double last, long steps) {
    return new CosineSchedule(base, last, steps, 0, 0);
  }

  double at(long step) {
    if (step < warmupSteps) {
      return warmupSteps == 1 ? start : start + (base - start) * step / (warmupSteps - 1.0);
    }
    double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
    return last + 0.5 * (base - last) * (1 + Math.cos(Math.PI * progress));
  }
}
