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
  private double coreSeconds;
  private long skipped;

  StageTimes(InputStage stage, long imagesOfRound) {
    this.stage = stage;
    this.imagesOfRound = imagesOfRound;
  }

  void add(double wall, double core, long skippedImages) {
    wallSeconds.add(wall);
    coreSeconds += core;
    skipped += skippedImages;
  }

  InputStage stage() {
    return stage;
  }

  long images() {
    return imagesOfRound * wallSeconds.size();
  }

  /** How many of {@link #images} were bad and skipped. */
  long skippedImages() {
    return skipped;
  }

  /** Median over the rounds. */
  double imagesPerSecond() {
    return imagesOfRound / Quantiles.median().compute(wallSeconds);
  }

  /**
   * Milliseconds of one core, mean over the rounds: the system counts in hundredths of a second,
   * which a median would keep. The stages before are included.
   */
  double coreMillisPerImage() {
    return 1000 * coreSeconds / images();
  }
}
