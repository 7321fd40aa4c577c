package org.tfpipeline.tools.convert;

/** Counts the images of one phase, for the listener. */
final class ProgressCounter {

  private final ConversionProgress listener;
  private final String phase;
  private final long total;
  private long done;

  ProgressCounter(ConversionProgress listener, String phase, long total) {
    this.listener = listener;
    this.phase = phase;
    this.total = total;
  }

  void advance() {
    done++;
    listener.update(phase, done, total);
  }
}
