package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells several listeners of the same.
 *
 * @param all in the order in which they are told
 */
record TrainingListeners(ImmutableList<TrainingListener> all) implements TrainingListener {

  TrainingListeners(List<TrainingListener> all) {
    this(ImmutableList.copyOf(all));
  }

  TrainingListeners and(TrainingListener last) {
    return new TrainingListeners(
        ImmutableList.<TrainingListener>builder().addAll(all).add(last).build());
  }

  @Override
  public void warned(String warning) throws IOException {
    for (var listener : all) {
      listener.warned(warning);
    }
  }

  @Override
  public void started(long step, long lastStep) throws IOException {
    for (var listener : all) {
      listener.started(step, lastStep);
    }
  }

  @Override
  public void stepped(StepReport report) throws IOException {
    for (var listener : all) {
      listener.stepped(report);
    }
  }

  @Override
  public void saving() throws IOException {
    for (var listener : all) {
      listener.saving();
    }
  }

  @Override
  public void saved(long step, Path checkpoint) throws IOException {
    for (var listener : all) {
      listener.saved(step, checkpoint);
    }
  }
}
