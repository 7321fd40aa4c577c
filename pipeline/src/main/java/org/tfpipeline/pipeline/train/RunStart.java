package org.tfpipeline.pipeline.train;

import java.io.IOException;
import java.nio.file.Files;

/** Decides where a run starts or goes on, and brings its directory to that state. */
final class RunStart {
  static final String NOT_REMOVED =
      "A checkpoint that is not needed any more cannot be removed (%s).";

  private final RunConfig config;
  private final RunDirectory run;
  private final DataExtent extent;
  private final TrainingListener listeners;

  /**
   * A start of a run whose directory is locked.
   *
   * @param extent of the training data
   * @param listeners told of what is damaged
   */
  RunStart(RunConfig config, RunDirectory run, DataExtent extent, TrainingListener listeners) {
    this.config = config;
    this.run = run;
    this.extent = extent;
    this.listeners = listeners;
  }

  /**
   * Gives all variables their values: those of the newest sound checkpoint, or initial ones.
   *
   * @return steps done
   * @throws TrainingException if the directory or the data are not those of the checkpoint
   */
  long initializeOrRestore(TrainingSession session, Trainer.ContinuationCheck continuation)
      throws IOException {
    var found = SoundCheckpoint.newestOf(run);
    if (found.isEmpty()) {
      checkNeverSaved();
      make();
      initialize(session);
      return 0;
    }
    var checkpoint = found.get().checkpoint();
    continuation.check(checkpoint);
    extent.check(checkpoint);
    make();
    for (var damaged : found.get().newer()) {
      var aside = run.setAside(damaged.checkpoint());
      listeners.warned(
          "%s; it is '%s' now, and training goes on from '%s'."
              .formatted(damaged, aside.getFileName(), checkpoint.directory().getFileName()));
    }
    session.restore(checkpoint.prefix());
    return checkpoint.step();
  }

  private void make() throws IOException {
    for (var failure : run.make()) {
      listeners.warned(NOT_REMOVED.formatted(TrainingException.reason(failure)));
    }
  }

  /** A run whose checkpoints somebody moved does not start anew over what is left of it. */
  private void checkNeverSaved() throws IOException {
    long logged = MetricsFile.lastStep(run.metrics());
    if (logged > config.checkpoints().everySteps() || Files.exists(run.savedModel())) {
      throw new TrainingException(
          "'%s' has metrics up to step %d or a SavedModel, and no checkpoint; put its checkpoints back, or choose another --output."
              .formatted(run.path(), logged));
    }
  }

  private void initialize(TrainingSession session) throws IOException {
    if (config.initialWeights().isEmpty()) {
      session.initialize();
      return;
    }
    var found = SoundCheckpoint.at(config.initialWeights().get());
    for (var damaged : found.newer()) {
      listeners.warned(
          "%s; the weights are those of '%s'."
              .formatted(damaged, found.checkpoint().directory().getFileName()));
    }
    session.initializeFrom(found.checkpoint());
  }

  /**
   * Opens the log to go on after a step, and keeps the configuration, which may differ from that of
   * the run's start in what changes no result.
   */
  RunLog log(String configurationText, long firstStep) throws IOException {
    var log = open(configurationText, firstStep);
    for (var warning : log.warnings()) {
      listeners.warned(warning);
    }
    return log;
  }

  private RunLog open(String configurationText, long firstStep) {
    try {
      var earlier = run.keepConfiguration(configurationText);
      if (earlier.isPresent()) {
        listeners.warned(
            "'%s' was another one; that is '%s' now."
                .formatted(run.configuration(), earlier.get().getFileName()));
      }
      return RunLog.resume(run, config, firstStep);
    } catch (IOException e) {
      throw new TrainingException(
          "The log and configuration of the run cannot be written in '%s' (%s); make room or put the folder right, and start again with the same command."
              .formatted(run.path(), TrainingException.reason(e)),
          e);
    }
  }
}
