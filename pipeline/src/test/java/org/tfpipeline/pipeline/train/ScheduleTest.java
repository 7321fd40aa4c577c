package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

  static ImmutableList<JsonObject> officialTemperatures() {
    return OfficialSchedules.ofKind("teacher_temp");
  }

  /** The first three official cases are the three schedules of one run. */
  @Test
  void aRunFollowsTheOfficialSchedules() {
    var official = OfficialSchedules.ofKind("cosine");
    var learningRates = OfficialSchedules.values(official.get(0));
    var weightDecays = OfficialSchedules.values(official.get(1));
    var momenta = OfficialSchedules.values(official.get(2));
    var schedule = new Schedule(config(5, 0), 7);
    assertThat(schedule.steps()).isEqualTo(35);
    for (int step = 0; step < 35; step++) {
      var values = schedule.at(step);
      assertThat(values.learningRate()).isCloseTo(learningRates.get(step), within(1e-15));
      assertThat(values.weightDecay()).isCloseTo(weightDecays.get(step), within(1e-15));
      assertThat(values.teacherMomentum()).isCloseTo(momenta.get(step), within(1e-15));
    }
  }

  @ParameterizedTest
  @MethodSource("officialTemperatures")
  void teacherTemperaturesAreTheOfficialOnesThroughoutAnEpoch(JsonObject official) {
    int epochs = OfficialSchedules.count(official, "nepochs");
    var config =
        new ScheduleConfig(
            epochs,
            0,
            0,
            1e-3,
            0,
            1e-6,
            0.04,
            0.4,
            0.996,
            OfficialSchedules.argument(official, "warmup_teacher_temp"),
            OfficialSchedules.argument(official, "teacher_temp"),
            OfficialSchedules.count(official, "warmup_teacher_temp_epochs"),
            1);
    var schedule = new Schedule(config, 3);
    var values = OfficialSchedules.values(official);
    assertThat(values).hasSize(epochs);
    for (int step = 0; step < schedule.steps(); step++) {
      assertThat(schedule.at(step).teacherTemperature())
          .as("step %d", step)
          .isCloseTo(values.get(step / 3), within(1e-15));
    }
  }

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

  /** The arguments of the first three official cases. */
  private static ScheduleConfig config(int epochs, int steps) {
    return new ScheduleConfig(
        epochs, steps, 2, 0.000125, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.07, 4, 1);
  }
}
