package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  /** Reads the time the test has come to. */
  private final InstantSource clock = () -> now;

  @Test
  void offATerminalItWritesALineNowAndThenAndAtTheEnd() {
    try (var bar = bar(false, "steps", 100)) {
      for (int step = 0; step <= 60; step++) {
        bar.update(step, "loss " + step);
        pass(0.5);
      }
    }
    assertThat(text())
        .isEqualTo(
            """
              0%  0/100 steps  loss 0
             30%  30/100 steps  2.0/s  0:35 left  loss 30
             60%  60/100 steps  2.0/s  0:20 left  loss 60
            """);
  }

  @Test
  void onATerminalItRedrawsItsLine() {
    try (var bar = bar(true, "images", 4)) {
      bar.update(0, "a longer note");
      pass(1);
      bar.update(1, "");
      pass(0.05);
      bar.update(2, ""); // Too soon to be shown.
      pass(1.95);
      bar.update(4, "");
    }
    String blank = " ".repeat(20);
    assertThat(text())
        .isEqualTo(
            "\r["
                + blank
                + "]   0%  0/4 images  a longer note"
                + "\r[=====               ]  25%  1/4 images  1.0/s  0:03 left"
                + "\r[====================] 100%  4/4 images  1.3/s"
                + " ".repeat(11)
                + "\n");
  }

  @Test
  void aLineOfItsOwnGoesAboveTheBar() {
    try (var bar = bar(true, "images", 2)) {
      bar.update(1, "");
      bar.println("skipped a.png");
    }
    String line = "[==========          ]  50%  1/2 images";
    assertThat(text())
        .isEqualTo(
            "\r" + line + "\r" + " ".repeat(line.length()) + "\rskipped a.png\n\r" + line + "\n");
  }

  @Test
  void aLineNeverWrapsOnATerminal() {
    try (var bar = bar(true, "steps", 4)) {
      bar.update(1, "x".repeat(200));
    }
    assertThat(text().strip().length()).isLessThan(80);
  }

  @Test
  void resumingLateDoesNotMakeItLookFast() {
    try (var bar = bar(false, "steps", 2000)) {
      bar.update(1000, "");
      pass(20);
      bar.update(1001, "");
    }
    assertThat(text()).endsWith("50%  1001/2000 steps  20.0 s each  5:33:00 left\n");
  }

  @Test
  void aSlowFirstStepDoesNotMakeItLookSlow() {
    try (var bar = bar(false, "steps", 100)) {
      bar.start(0);
      pass(60);
      bar.update(1, "");
      pass(20);
      bar.update(11, "");
    }
    assertThat(text())
        .isEqualTo(
            """
              0%  0/100 steps
              1%  1/100 steps
             11%  11/100 steps  2.0 s each  2:58 left
            """);
  }

  @Test
  void withoutATotalItCounts() {
    try (var bar = bar(false, "images", 0)) {
      bar.update(0, "");
      pass(20);
      bar.update(5000, "");
    }
    assertThat(text()).endsWith("5000 images  250/s\n");
  }

  @Test
  void nothingDoneShowsNothing() {
    bar(true, "images", 3).close();
    assertThat(text()).isEmpty();
  }

  private ProgressBar bar(boolean interactive, String unit, long total) {
    var stream = new PrintStream(written, true, UTF_8);
    return new ProgressBar(new Console(stream, stream, interactive), unit, total, clock);
  }

  private void pass(double seconds) {
    now = now.plus(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private String text() {
    return written.toString(UTF_8);
  }
}
