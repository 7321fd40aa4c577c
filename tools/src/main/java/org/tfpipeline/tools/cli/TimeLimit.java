package org.tfpipeline.tools.cli;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** A time that is counted from the making of this on. */
final class TimeLimit {
  private static final Pattern FORM = Pattern.compile("(?=.)(\\d+h)?(\\d+m)?(\\d+s)?");

  private final Duration limit;
  private final Stopwatch taken;

  private TimeLimit(Duration limit, Ticker ticker) {
    this.limit = limit;
    this.taken = Stopwatch.createStarted(ticker);
  }

  /**
   * Reads a time such as {@code 2h}, {@code 90m} or {@code 1h30m}.
   *
   * @param flag that it was given for, for the message
   * @throws UsageException if it is not of that form, or no time at all
   */
  static TimeLimit parse(String flag, String text, Ticker ticker) {
    try {
      if (FORM.matcher(text).matches()) {
        var limit = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        if (limit.compareTo(Duration.ZERO) > 0) {
          return new TimeLimit(limit, ticker);
        }
      }
    } catch (DateTimeParseException e) {
      // A number that is too large.
    }
    throw new UsageException(
        "%s is a time such as 2h, 90m or 1h30m, not \"%s\".".formatted(flag, text));
  }

  boolean isOver() {
    return taken.elapsed().compareTo(limit) >= 0;
  }
}
