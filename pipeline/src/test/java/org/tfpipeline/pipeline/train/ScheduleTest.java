package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void lastLayersAreFrozenForWholeEpochs() {
    var schedule = new Schedule(config(5, 0), 7);
    assertThat(schedule.lastLayersFrozen(0)).isTrue();
    assertThat(schedule.lastLayersFrozen(6)).isTrue();
    assertThat(schedule.lastLayersFrozen(7)).isFalse();
    assertThat(schedule.epoch(6)).isZero();
    assertThat(schedule.epoch(7)).isEqualTo(1);
  }

  @Test
  void aRunMayBeGivenInStepsInsteadOfEpochs() {
    var inSteps = new Schedule(config(0, 35), 7);
    var inEpochs = new Schedule(config(5, 0), 7);
    assertThat(inSteps.steps()).isEqualTo(35);
    for (int step = 0; step < 35; step++) {
      assertThat(inSteps.at(step)).isEqualTo(inEpochs.at(step));
    }
    // Eighteen steps of seven an epoch end in the middle of the third epoch.
    var partial = new Schedule(config(0, 18), 7);
    assertThat(partial.steps()).isEqualTo(18);
    assertThat(partial.epoch(17)).isEqualTo(2);
    assertThat(partial.at(17).learningRate()).isBetween(1e-6, 1e-4);
  }

  @Test
  void aRunThatIsLongEnoughGivesNoWarning() {
    assertThat(new Schedule(config(0, 14), 7).warnings()).isEmpty();
  }

  @Test
  void aRunThatIsTooShortIsWarnedOfInSteps() {
    assertThat(new Schedule(config(0, 7), 7).warnings())
        .containsExactly(
            "The learning rate warms up for 14 steps, but the run has 7 and never gets to its peak; go without a warm-up (--set schedule.warmup_epochs=0) or train longer.",
            "The heads' last layers are frozen for 7 steps, but the run has 7 and they never learn; do not freeze them (--set schedule.frozen_last_layer_epochs=0) or train longer.");
    assertThat(new Schedule(config(0, 13), 7).warnings()).hasSize(1);
  }

  private static ScheduleConfig config(int epochs, int steps) {
    return new ScheduleConfig(
        epochs, steps, 2, 0.000125, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.07, 4, 1);
  }
}
