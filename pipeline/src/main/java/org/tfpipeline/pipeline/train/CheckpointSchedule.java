package org.tfpipeline.pipeline.train;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.util.concurrent.TimeUnit;

/** Decides after each step whether it is time for a checkpoint, and whether that one stays. */
final class CheckpointSchedule {
  private final CheckpointConfig config;
  private final long stepsPerEpoch;
  private final Stopwatch sinceLast;

  CheckpointSchedule(CheckpointConfig config, long stepsPerEpoch, Ticker ticker) {
    this.config = config;
    this.stepsPerEpoch = stepsPerEpoch;
    this.sinceLast = Stopwatch.createStarted(ticker);
  }

  /**
   * Whether a checkpoint is due.
   *
   * @param step steps done
   */
  boolean isDue(long step) {
    return step % config.everySteps() == 0
        || isForGood(step)
        || (config.everyMinutes() > 0
            && sinceLast.elapsed(TimeUnit.MINUTES) >= config.everyMinutes());
  }

  /** Whether the checkpoint after so many steps is never removed. */
  boolean isForGood(long step) {
    return config.keptEveryEpochs() > 0 && step % (config.keptEveryEpochs() * stepsPerEpoch) == 0;
  }

  /** Minutes are counted from here. */
  void saved() {
    sinceLast.reset().start();
  }
}
