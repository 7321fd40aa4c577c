package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;

/**
 * Everything that changes from step to step, as plain arithmetic in double precision.
 *
 * <p>Steps count from 0. The learning rate, the weight decay and the teacher momentum change with
 * every step, the teacher temperature and the freezing of last layers with the epoch.
 */
final class Schedule {
  private final ScheduleConfig config;
  private final long stepsPerEpoch;
  private final long steps;
  private final CosineSchedule learningRate;
  private final CosineSchedule weightDecay;
  private final CosineSchedule teacherMomentum;

  Schedule(ScheduleConfig config, long stepsPerEpoch) {
    this.config = config;
    this.stepsPerEpoch = stepsPerEpoch;
    this.steps = config.steps() > 0 ? config.steps() : config.epochs() * stepsPerEpoch;
    this.learningRate =
        new CosineSchedule(
            config.peakLearningRate(),
            config.finalLearningRate(),
            steps,
            config.warmupEpochs() * stepsPerEpoch,
            config.startLearningRate());
    this.weightDecay =
        CosineSchedule.withoutWarmup(config.startWeightDecay(), config.finalWeightDecay(), steps);
    this.teacherMomentum = CosineSchedule.withoutWarmup(config.teacherMomentum(), 1, steps);
  }

  long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Steps of the whole schedule. */
  long steps() {
    return steps;
  }

  /** Which epoch a step belongs to, from 0. */
  int epoch(long step) {
    return Math.toIntExact(step / stepsPerEpoch);
  }

  ScheduledValues at(long step) {
    return new ScheduledValues(
        learningRate.at(step),
        weightDecay.at(step),
        teacherMomentum.at(step),
        teacherTemperature(epoch(step)));
  }

  /** Whether the heads' last layers stand still in this step. */
  boolean lastLayersFrozen(long step) {
    return epoch(step) < config.frozenLastLayerEpochs();
  }

  /** What the run is too short for, one sentence each. */
  ImmutableList<String> warnings() {
    var warnings = ImmutableList.<String>builder();
    long warmup = config.warmupEpochs() * stepsPerEpoch;
    if (warmup > steps) {
      warnings.add(
          "The learning rate warms up for %d steps, but the run has %d and never gets to its peak; go without a warm-up (--set schedule.warmup_epochs=0) or train longer."
              .formatted(warmup, steps));
    }
    long frozen = config.frozenLastLayerEpochs() * stepsPerEpoch;
    if (frozen >= steps) {
      warnings.add(
          "The heads' last layers are frozen for %d steps, but the run has %d and they never learn; do not freeze them (--set schedule.frozen_last_layer_epochs=0) or train longer."
              .formatted(frozen, steps));
    }
    return warnings.build();
  }

  private double teacherTemperature(int epoch) {
    int warmup = config.teacherTemperatureWarmupEpochs();
    double start = config.startTeacherTemperature();
    if (epoch >= warmup) {
      return config.teacherTemperature();
    }
    return warmup == 1
        ? start
        : start + (config.teacherTemperature() - start) * epoch / (warmup - 1);
  }
}
