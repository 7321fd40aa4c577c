package org.tfpipeline.pipeline.train;

import java.io.IOException;
import java.nio.file.Path;

/** Told how training goes on; the metrics file and the progress bar listen. */
public interface TrainingListener {

  /**
   * A run that is about to start does something that is hardly meant.
   *
   * @param warning what, and what to do about it, in one sentence
   */
  default void warned(String warning) throws IOException {}

  /**
   * Training starts or goes on.
   *
   * @param step steps done before
   * @param lastStep how many steps the whole run has
   */
  default void started(long step, long lastStep) throws IOException {}

  /** A step is done. */
  default void stepped(StepReport report) throws IOException {}

  /** A checkpoint of the steps so far is about to be written. */
  default void saving() throws IOException {}

  /** A checkpoint is in place. */
  default void saved(long step, Path checkpoint) throws IOException {}
}
