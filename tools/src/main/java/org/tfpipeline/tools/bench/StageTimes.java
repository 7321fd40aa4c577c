package org.tfpipeline.tools.bench;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.List;
import org.tfpipeline.pipeline.input.InputStage;

/** What the rounds of one stage took. */
final class StageTimes {

  private final InputStage stage;
  private final long imagesOfRound;
  private final List<Double> wallSeconds = new ArrayList<>();
  private final List<Double> coreSeconds = new ArrayList<>();

  StageTimes(InputStage stage, long imagesOfRound) {
    this.stage = stage;
    this.imagesOfRound = imagesOfRound;
  }

  void add(double wall, double core) {
    wallSeconds.add(wall);
    coreSeconds.add(core);
  }

  InputStage stage() {
    return stage;
  }

  long images() {
    return imagesOfRound * wallSeconds.size();
  }

  /** Median over the rounds. */
  double imagesPerSecond() {
    return imagesOfRound / Quantiles.median().compute(wallSeconds);
  }

  /** Milliseconds of one core, median over the rounds; the stages before are included. */
  double coreMillisPerImage() {
    return 1000 * Quantiles.median().compute(coreSeconds) / imagesOfRound;
  }
}
