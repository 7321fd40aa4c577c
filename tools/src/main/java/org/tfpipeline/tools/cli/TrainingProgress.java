package org.tfpipeline.tools.cli;

import java.util.Locale;
import org.tfpipeline.pipeline.train.StepReport;
import org.tfpipeline.pipeline.train.TrainingListener;

/** Shows a training's progress and loss. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final Console console;
  private ProgressBar bar;

  TrainingProgress(Console console) {
    this.console = console;
  }

  @Override
  public void warned(String warning) {
    console.err().println("Warning: " + warning);
  }

  @Override
  public void started(long step, long lastStep) {
    if (step > 0) {
      console.err().printf("Going on after step %d.%n", step);
    }
    bar = new ProgressBar(console, "steps", lastStep);
    bar.start(step);
  }

  @Override
  public void stepped(StepReport report) {
    bar.update(
        report.step(), String.format(Locale.ROOT, "loss %.3f", report.metrics().get("loss")));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
