package org.tfpipeline.pipeline.train;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Notices the two ways in which self-distillation collapses (DINO, section 5.3): the teacher says
 * the same of every image, or puts each on a single prototype. Each is told once.
 */
final class CollapseWatch {

  /** Targets with less than this share of the largest entropy, ln K, are on a single prototype. */
  private static final double SMALLEST_ENTROPY_SHARE = 0.01;

  private enum Collapse {
    ONE_POINT,
    ONE_PROTOTYPE
  }

  private final double smallestSpread;
  private final double largestEntropy;
  private final Set<Collapse> told = EnumSet.noneOf(Collapse.class);

  /**
   * Watches a run.
   *
   * @param smallestSpread of the embeddings, for which there is no warning; 0 never warns
   * @param prototypes K, of the image level
   */
  CollapseWatch(double smallestSpread, int prototypes) {
    this.smallestSpread = smallestSpread;
    this.largestEntropy = Math.log(prototypes);
  }

  /** What looks like collapse in a step, in one sentence; nothing if it has been told before. */
  Optional<String> warning(StepReport report) {
    if (smallestSpread == 0) {
      return Optional.empty();
    }
    float spread = report.metrics().get("embedding_spread");
    if (spread < smallestSpread && told.add(Collapse.ONE_POINT)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "At step %d the teacher's embeddings of different images are almost the same (embedding_spread %.4f, logging.collapse_spread %s); if it stays so, the run has collapsed: try a lower teacher temperature, a smaller learning rate or a longer warm-up.",
              report.step(),
              spread,
              smallestSpread));
    }
    float entropy = report.metrics().get("teacher_entropy");
    if (entropy < SMALLEST_ENTROPY_SHARE * largestEntropy && told.add(Collapse.ONE_PROTOTYPE)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "At step %d the teacher puts each image on almost one prototype (teacher_entropy %.4f of at most %.2f); if it stays so, the run has collapsed: try a higher teacher temperature or a smaller learning rate.",
              report.step(),
              entropy,
              largestEntropy));
    }
    return Optional.empty();
  }
}
