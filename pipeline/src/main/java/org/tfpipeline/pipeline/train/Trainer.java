package org.tfpipeline.pipeline.train;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.input.InputGraph;
import org.tfpipeline.pipeline.input.OpenShards;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;

/**
 * Runs a pretraining from its start, or from its last checkpoint, to its end: one {@code
 * Session.run} a step, a checkpoint now and then.
 */
public final class Trainer {

  /** Whether a run may go on from a checkpoint. */
  @FunctionalInterface
  public interface ContinuationCheck {

    /**
     * Looks at the checkpoint, which no other process changes meanwhile; throws if the run may not.
     */
    void check(SavedCheckpoint checkpoint) throws IOException;
  }

  private final RunConfig config;
  private final ConfigProto sessionConfig;
  private final RunDirectory run;
  private final TrainingListeners listeners;

  /**
   * A trainer of one run.
   *
   * @param sessionConfig which devices to use
   * @param run where everything goes
   * @param listeners told of every step, beside the run's own log
   */
  public Trainer(
      RunConfig config,
      ConfigProto sessionConfig,
      RunDirectory run,
      List<TrainingListener> listeners) {
    this.config = config;
    this.sessionConfig = sessionConfig;
    this.run = run;
    this.listeners = new TrainingListeners(listeners);
  }

  /**
   * Trains until the schedule ends or a stop is requested, and leaves a checkpoint there.
   *
   * @param configurationText the resolved configuration, kept in the run directory from the moment
   *     that nothing but a step can fail
   * @param continuation asked if there is a checkpoint, before anything changes
   * @param stopRequested asked after every step
   * @throws TrainingException if the run cannot go on, in one sentence
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public TrainingResult train(
      String configurationText, ContinuationCheck continuation, BooleanSupplier stopRequested)
      throws IOException {
    try (var opened = OpenShards.of(config.data());
        var session = TrainingSession.open(config, opened.shards(), sessionConfig)) {
      var extent = DataExtent.of(opened.shards());
      var schedule = new Schedule(config.schedule(), session.stepsPerEpoch());
      // Only now: data or a device that is refused leaves nothing behind.
      try (var lock = run.lock()) {
        var start = new RunStart(config, run, extent, listeners);
        long firstStep = start.initializeOrRestore(session, continuation);
        try (var log = start.log(configurationText, firstStep)) {
          return train(session, extent, schedule, firstStep, stopRequested, listeners.and(log));
        }
      }
    }
  }

  private TrainingResult train(
      TrainingSession session,
      DataExtent extent,
      Schedule schedule,
      long firstStep,
      BooleanSupplier stopRequested,
      TrainingListener everyone)
      throws IOException {
    long lastStep = schedule.steps();
    var checkpoints =
        new CheckpointSchedule(
            config.checkpoints(), schedule.stepsPerEpoch(), Ticker.systemTicker());
    if (firstStep == 0) { // A run that goes on can no longer be told otherwise.
      for (var warning : schedule.warnings()) {
        everyone.warned(warning);
      }
    }
    everyone.started(firstStep, lastStep);
    var watch = new CollapseWatch(config.collapseSpread(), config.imageHead().prototypes());
    for (long step = firstStep; step < lastStep; step++) {
      long stepInEpoch = step % schedule.stepsPerEpoch();
      if (step == firstStep || stepInEpoch == 0) {
        session.startEpoch(schedule.epoch(step), stepInEpoch);
      }
      var values = schedule.at(step);
      var metrics = step(session, schedule, step, values);
      var report = new StepReport(step + 1, lastStep, schedule.epoch(step), values, metrics);
      everyone.stepped(report);
      var collapse = watch.warning(report);
      if (collapse.isPresent()) {
        everyone.warned(collapse.get());
      }
      boolean stopping = step + 1 == lastStep || stopRequested.getAsBoolean();
      if (stopping || checkpoints.isDue(step + 1)) {
        var saved = save(session, extent, step + 1, everyone);
        removeOld(checkpoints, everyone);
        checkpoints.saved();
        everyone.saved(step + 1, saved.directory());
      }
      if (stopping) {
        warnOfSkippedImages(metrics, everyone);
        break;
      }
    }
    var last = run.latestCheckpoint().orElseThrow();
    return new TrainingResult(last, last.step() == lastStep);
  }

  private SavedCheckpoint save(
      TrainingSession session, DataExtent extent, long step, TrainingListener everyone) {
    try {
      everyone.saving();
      return run.save(
          step,
          prefix -> {
            session.save(prefix);
            extent.write(prefix.getParent());
          });
    } catch (IOException | TensorFlowException e) {
      throw new TrainingException(
          "The checkpoint of step %d cannot be written below '%s' (%s); make room or put the folder right, and start again with the same command: it goes on from the last checkpoint."
              .formatted(step, run.checkpoints(), TrainingException.reason(e)),
          e);
    }
  }

  /** A checkpoint that stays is no harm: somebody may be reading it. */
  private void removeOld(CheckpointSchedule checkpoints, TrainingListener everyone)
      throws IOException {
    try {
      run.removeOld(config.checkpoints().kept(), checkpoints::isForGood);
    } catch (IOException e) {
      everyone.warned(RunStart.NOT_REMOVED.formatted(TrainingException.reason(e)));
    }
  }

  private void warnOfSkippedImages(ImmutableMap<String, Float> metrics, TrainingListener everyone)
      throws IOException {
    float skipped = metrics.getOrDefault(SkippedTotal.METRIC, 0F);
    if (skipped > 0) {
      everyone.warned(
          "%.0f times an image could not be used and another one took its place; look for damage with 'tfpipeline inspect', or convert the images again."
              .formatted(skipped));
    }
  }

  private ImmutableMap<String, Float> step(
      TrainingSession session, Schedule schedule, long step, ScheduledValues values)
      throws IOException {
    boolean lastLayersFrozen = schedule.lastLayersFrozen(step);
    try {
      return session.step(values, lastLayersFrozen);
    } catch (RuntimeException e) { // Not all of TensorFlow's exceptions have a common parent.
      var nonFinite = NonFiniteStep.of(e, session, schedule, step);
      if (nonFinite.isPresent()) {
        throw new TrainingException(refusedStep(nonFinite.get().toString()), e);
      }
      if (InputGraph.isWithoutImage(e)) {
        throw new TrainingException(
            "Not one image of step %d can be used; convert the images of '%s' again."
                .formatted(step + 1, config.data().pattern()),
            e);
      }
      var badRecord = session.explainFailure(schedule.epoch(step), step % schedule.stepsPerEpoch());
      if (badRecord.isPresent()) {
        throw new TrainingException(badRecord.get().getMessage(), e);
      }
      throw e;
    }
  }

  private String refusedStep(String what) throws IOException {
    var last = run.latestCheckpoint();
    return "%s; %s; try a smaller learning rate, a longer warm-up, a lower teacher temperature or a smaller optimizer.clip_norm%s."
        .formatted(
            what,
            last.isPresent()
                ? "the last checkpoint is " + last.get().directory()
                : "there is no checkpoint yet",
            last.isPresent()
                ? " in another --output, with --init-from that or an earlier one"
                : "");
  }
}
