package org.tfpipeline.tools.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Shows how far long work is: on a terminal a line that redraws itself, otherwise a plain line now
 * and then. Threads may share it.
 */
final class ProgressBar implements AutoCloseable {

  private static final int LINE = 79;
  private static final int CELLS = 20;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration PLAIN_LINE = Duration.ofSeconds(15);

  private final Console console;
  private final String unit;
  private final long total;
  private final InstantSource clock;

  private long done;
  private String extra = "";
  private long firstDone;
  private Instant firstTime;
  private Instant lastShown;
  private boolean shownIsLatest = true;
  private int width;

  /**
   * Starts with nothing shown.
   *
   * @param unit what is counted, in the plural: "steps", "images"
   * @param total how many there will be; 0 when nobody knows
   */
  ProgressBar(Console console, String unit, long total) {
    this(console, unit, total, InstantSource.system());
  }

  ProgressBar(Console console, String unit, long total, InstantSource clock) {
    this.console = console;
    this.unit = unit;
    this.total = total;
    this.clock = clock;
  }

  /**
   * Shows where the work starts. The rate is not measured from here: what is done first may take
   * longer than the same later.
   *
   * @param done how many were done before, out of the total
   */
  synchronized void start(long done) {
    this.done = done;
    show(clock.instant());
  }

  /**
   * Tells how far the work is. The first call is where the rate starts to be measured, so that
   * neither resuming at a late step nor a slow first step distorts it.
   *
   * @param done how many are done, out of the total
   * @param extra more to show, such as the loss; may be empty
   */
  synchronized void update(long done, String extra) {
    Instant now = clock.instant();
    if (firstTime == null) {
      firstTime = now;
      firstDone = done;
    }
    this.done = done;
    this.extra = extra;
    shownIsLatest = false;
    Duration pause = console.interactive() ? REDRAW : PLAIN_LINE;
    if (lastShown == null || !now.isBefore(lastShown.plus(pause))) {
      show(now);
    }
  }

  /** Writes a line of its own, such as a warning, without disturbing the bar. */
  synchronized void println(String line) {
    if (console.interactive() && width > 0) {
      console.err().print("\r" + " ".repeat(width) + "\r");
      width = 0;
      shownIsLatest = false;
    }
    console.err().println(line);
  }

  /** Shows the last state and ends the line. */
  @Override
  public synchronized void close() {
    if (!shownIsLatest) {
      show(clock.instant());
    }
    if (console.interactive() && width > 0) {
      console.err().println();
      width = 0;
    }
  }

  private void show(Instant now) {
    String text = text(now);
    if (console.interactive()) {
      String line = text.length() > LINE ? text.substring(0, LINE) : text;
      // Spaces over what a longer line left behind; no escape codes, which not every terminal
      // knows.
      console.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      console.err().flush();
      width = line.length();
    } else {
      console.err().println(text);
    }
    lastShown = now;
    shownIsLatest = true;
  }

  private String text(Instant now) {
    var text = new StringBuilder();
    if (total > 0) {
      double share = Math.min(1, (double) done / total);
      if (console.interactive()) {
        int full = (int) (share * CELLS);
        text.append('[').append("=".repeat(full)).append(" ".repeat(CELLS - full)).append("] ");
      }
      text.append(
          String.format(Locale.ROOT, "%3d%%  %d/%d %s", (int) (share * 100), done, total, unit));
    } else {
      text.append(done).append(' ').append(unit);
    }
    double rate = rate(now);
    if (rate > 0) {
      text.append("  ").append(perSecond(rate));
      if (done < total) {
        text.append("  ").append(clockText(Math.round((total - done) / rate))).append(" left");
      }
    }
    return extra.isEmpty() ? text.toString() : text.append("  ").append(extra).toString();
  }

  /** How many are done in a second; 0 while nobody knows. */
  private double rate(Instant now) {
    if (firstTime == null || done == firstDone || !now.isAfter(firstTime)) {
      return 0;
    }
    return (done - firstDone) / (Duration.between(firstTime, now).toNanos() / 1e9);
  }

  private static String perSecond(double rate) {
    return rate < 1
        ? String.format(Locale.ROOT, "%.1f s each", 1 / rate)
        : String.format(Locale.ROOT, rate < 100 ? "%.1f/s" : "%.0f/s", rate);
  }

  /** {@code 0:05}, {@code 12:34}, {@code 1:02:03}, {@code 3d 4:05:06}. */
  private static String clockText(long seconds) {
    long days = seconds / 86_400;
    long hours = seconds / 3600 % 24;
    long minutes = seconds / 60 % 60;
    if (days > 0) {
      return "%dd %d:%02d:%02d".formatted(days, hours, minutes, seconds % 60);
    }
    return hours > 0
        ? "%d:%02d:%02d".formatted(hours, minutes, seconds % 60)
        : "%d:%02d".formatted(minutes, seconds % 60);
  }
}
