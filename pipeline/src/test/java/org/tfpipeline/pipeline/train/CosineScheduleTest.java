package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {

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
