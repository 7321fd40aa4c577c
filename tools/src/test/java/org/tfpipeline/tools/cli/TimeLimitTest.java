package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeLimitTest {

  private long nanos = 17;

  private final Ticker ticker =
      new Ticker() {
        @Override
        public long read() {
          return nanos;
        }
      };

  @Test
  void countsFromItsMaking() {
    var limit = TimeLimit.parse("--max-time", "1h30m", ticker);
    nanos += Duration.ofMinutes(90).toNanos() - 1;
    assertThat(limit.isOver()).isFalse();
    nanos++;
    assertThat(limit.isOver()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2h, 7200", "90m, 5400", "30s, 30", "1h1m1s, 3661"})
  void readsHoursMinutesAndSeconds(String text, long seconds) {
    var limit = TimeLimit.parse("--max-time", text, ticker);
    nanos += Duration.ofSeconds(seconds).toNanos() - 1;
    assertThat(limit.isOver()).isFalse();
    nanos++;
    assertThat(limit.isOver()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "0h", "2d", "m2", "-1h", "1.5h", "99999999999999999999h"})
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> TimeLimit.parse("--max-time", text, ticker))
        .isInstanceOf(UsageException.class)
        .hasMessage("--max-time is a time such as 2h, 90m or 1h30m, not \"%s\".".formatted(text));
  }
}
