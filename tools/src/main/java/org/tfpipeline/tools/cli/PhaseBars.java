package org.tfpipeline.tools.cli;

import org.tfpipeline.tools.convert.ConversionProgress;

/** One progress bar after the other, for the phases of a conversion. */
final class PhaseBars implements ConversionProgress, AutoCloseable {

  private final Console console;
  private String phase = "";
  private ProgressBar bar;

  PhaseBars(Console console) {
    this.console = console;
  }

  @Override
  public void update(String phase, long done, long total) {
    if (!phase.equals(this.phase)) {
      close();
      this.phase = phase;
      bar = new ProgressBar(console, "images", total);
    }
    bar.update(done, phase);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
