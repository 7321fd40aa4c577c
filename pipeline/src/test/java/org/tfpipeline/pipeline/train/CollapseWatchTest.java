package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;

final class CollapseWatchTest {

  private final CollapseWatch watch = new CollapseWatch(0.02, 1000);

  @Test
  void whatLooksHealthyIsLeftAlone() {
    assertThat(watch.warning(report(1, 0.021F, 0.07F))).isEmpty();
    assertThat(watch.warning(report(2, 0.9F, 6.9F))).isEmpty();
  }

  @Test
  void eachKindOfCollapseIsToldOnce() {
    assertThat(watch.warning(report(10, 0.0199F, 3F)))
        .contains(
            "At step 10 the teacher's embeddings of different images are almost the same (embedding_spread 0.0199, logging.collapse_spread 0.02); if it stays so, the run has collapsed: try a lower teacher temperature, a smaller learning rate or a longer warm-up.");
    assertThat(watch.warning(report(20, 0.01F, 3F))).isEmpty();
    // A hundredth of ln 1000 is 0.0691.
    assertThat(watch.warning(report(30, 0.01F, 0.069F)))
        .contains(
            "At step 30 the teacher puts each image on almost one prototype (teacher_entropy 0.0690 of at most 6.91); if it stays so, the run has collapsed: try a higher teacher temperature or a smaller learning rate.");
    assertThat(watch.warning(report(40, 0.01F, 0F))).isEmpty();
  }

  @Test
  void itCanBeTurnedOff() {
    assertThat(new CollapseWatch(0, 1000).warning(report(1, 0, 0))).isEmpty();
  }

  private static StepReport report(long step, float spread, float entropy) {
    return Reports.of(
        step, ImmutableMap.of("embedding_spread", spread, "teacher_entropy", entropy));
  }
}
