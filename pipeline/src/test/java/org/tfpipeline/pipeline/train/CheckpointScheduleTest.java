package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class CheckpointScheduleTest {

  private long nanos;

  private final Ticker ticker =
      new Ticker() {
        @Override
        public long read() {
          return nanos;
        }
      };

  @Test
  void stepsAndEpochsForGood() {
    var schedule = new CheckpointSchedule(new CheckpointConfig(10, 0, 3, 2), 7, ticker);
    assertThat(LongStream.rangeClosed(1, 45).filter(schedule::isDue))
        .containsExactly(10L, 14L, 20L, 28L, 30L, 40L, 42L);
    assertThat(LongStream.rangeClosed(1, 45).filter(schedule::isForGood))
        .containsExactly(14L, 28L, 42L);
  }

  @Test
  void minutesCountFromTheLastOne() {
    var schedule = new CheckpointSchedule(new CheckpointConfig(1000, 5, 3, 0), 7, ticker);
    assertThat(schedule.isDue(1)).isFalse();
    nanos = Duration.ofMinutes(5).toNanos();
    assertThat(schedule.isDue(2)).isTrue();
    schedule.saved();
    assertThat(schedule.isDue(3)).isFalse();
    nanos += Duration.ofMinutes(5).minusSeconds(1).toNanos();
    assertThat(schedule.isDue(4)).isFalse();
    assertThat(schedule.isForGood(7)).isFalse();
  }
}
