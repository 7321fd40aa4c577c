package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableMap;

/** Made-up steps to report. */
final class Reports {
  private Reports() {}

  /** A step whose loss is a tenth of its number. */
  static StepReport of(long step) {
    return of(step, ImmutableMap.of("loss", step / 10f, "gradient_norm", 1.5f));
  }

  /** A step with other metrics. */
  static StepReport of(long step, ImmutableMap<String, Float> metrics) {
    return new StepReport(
        step, 100, (int) (step / 10), new ScheduledValues(0.25 * step, 0.04, 0.996, 0.07), metrics);
  }
}
