package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CosineScheduleTest {

  static ImmutableList<JsonObject> official() {
    return OfficialSchedules.ofKind("cosine");
  }

  @ParameterizedTest
  @MethodSource("official")
  void isTheOfficialSchedule(JsonObject official) {
    long stepsPerEpoch = OfficialSchedules.count(official, "niter_per_ep");
    var schedule =
        new CosineSchedule(
            OfficialSchedules.argument(official, "base_value"),
            OfficialSchedules.argument(official, "final_value"),
            OfficialSchedules.count(official, "epochs") * stepsPerEpoch,
            OfficialSchedules.count(official, "warmup_epochs") * stepsPerEpoch,
            OfficialSchedules.argument(official, "start_warmup_value"));
    var values = OfficialSchedules.values(official);
    assertThat(values).hasSize((int) schedule.steps());
    for (int step = 0; step < values.size(); step++) {
      assertThat(schedule.at(step)).as("step %d", step).isCloseTo(values.get(step), within(1e-15));
    }
  }

  @Test
  void aWarmUpOfOneStepIsItsStart() {
    var schedule = new CosineSchedule(0.5, 0, 4, 1, 0.125);
    assertThat(schedule.at(0)).isEqualTo(0.125);
    assertThat(schedule.at(1)).isEqualTo(0.5);
  }

  @Test
  void theBaseIsReachedTwiceAroundTheEndOfTheWarmUp() {
    var schedule = new CosineSchedule(0.5, 0.1, 10, 3, 0.1);
    assertThat(schedule.at(2)).isEqualTo(0.5);
    assertThat(schedule.at(3)).isEqualTo(0.5);
    assertThat(schedule.at(4)).isLessThan(0.5);
    assertThat(schedule.at(9)).isGreaterThan(0.1);
  }
}
