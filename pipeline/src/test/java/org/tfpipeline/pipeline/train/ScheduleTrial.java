package org.tfpipeline.pipeline.train;

/** Opens the schedules to comparisons elsewhere. */
public final class ScheduleTrial {
  private ScheduleTrial() {}

  /** The values of a cosine with a warm-up, one a step. */
  public static double[] cosine(
      double base, double last, long steps, long warmupSteps, double start) {
    var schedule = new CosineSchedule(base, last, steps, warmupSteps, start);
    var values = new double[Math.toIntExact(steps)];
    for (int step = 0; step < steps; step++) {
      values[step] = schedule.at(step);
    }
    return values;
  }

  /** The values of a run, one a step. */
  public static ScheduledValues at(ScheduleConfig config, long stepsPerEpoch, long step) {
    return new Schedule(config, stepsPerEpoch).at(step);
  }

  /** Whether a step leaves out the heads' last layers. */
  public static boolean lastLayersFrozen(ScheduleConfig config, long stepsPerEpoch, long step) {
    return new Schedule(config, stepsPerEpoch).lastLayersFrozen(step);
  }

  /** The teacher's temperature in an epoch. */
  public static double teacherTemperature(
      int epoch, int epochs, double start, double last, int warmupEpochs) {
    var config =
        new ScheduleConfig(
            epochs, 0, 0, 1e-3, 0, 1e-6, 0.04, 0.4, 0.996, start, last, warmupEpochs, 1);
    return at(config, /* stepsPerEpoch= */ 1, epoch).teacherTemperature();
  }
}
