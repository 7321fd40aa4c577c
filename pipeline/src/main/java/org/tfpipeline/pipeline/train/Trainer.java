package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.input.InputGraph;
import org.tfpipeline.pipeline.input.OpenShards;

/**
 * Runs a pretraining from its start, or from its last checkpoint, to its end: one {@code
 * Session.run} a step, a checkpoint now and then.
 */
public final class Trainer {
  private final RunConfig config;
  private final ConfigProto sessionConfig;
  private final RunDirectory run;
  private final ImmutableList<TrainingListener> listeners;

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
    this.listeners = ImmutableList.copyOf(listeners);
  }

  /**
   * Trains until the schedule ends or a stop is requested, and leaves a checkpoint there.
   *
   * @param configurationText the resolved configuration, kept in the run directory from the moment
   *     that nothing but a step can fail; a run that goes on has been started with the same
   * @param stopRequested asked after every step
   * @return the last checkpoint
   * @throws TrainingException if the run cannot go on, in one sentence
   */
  public RunDirectory.SavedCheckpoint train(String configurationText, BooleanSupplier stopRequested)
      throws IOException {
    try (var opened = OpenShards.of(config.data());
        var session = TrainingSession.open(config, opened.shards(), sessionConfig)) {
      var schedule = new Schedule(config.schedule(), session.stepsPerEpoch());
      run.make(); // Only now: data or a device that is refused leaves nothing behind.
      long firstStep = initializeOrRestore(session);
      if (firstStep == 0 || !Files.exists(run.configuration())) {
        run.keepConfiguration(configurationText);
      }
      try (var log = RunLog.resume(run, config, firstStep)) {
        var everyone = new ArrayList<TrainingListener>(listeners);
        everyone.add(log);
        return train(session, schedule, firstStep, stopRequested, everyone);
      }
    }
  }

  private RunDirectory.SavedCheckpoint train(
      TrainingSession session,
      Schedule schedule,
      long firstStep,
      BooleanSupplier stopRequested,
      List<TrainingListener> everyone)
      throws IOException {
    long lastStep = schedule.steps();
    for (var listener : everyone) {
      if (firstStep == 0) { // A run that goes on can no longer be told otherwise.
        for (var warning : schedule.warnings()) {
          listener.warned(warning);
        }
      }
      listener.started(firstStep, lastStep);
    }
    for (long step = firstStep; step < lastStep; step++) {
      long stepInEpoch = step % schedule.stepsPerEpoch();
      if (step == firstStep || stepInEpoch == 0) {
        session.startEpoch(schedule.epoch(step), stepInEpoch);
      }
      var values = schedule.at(step);
      var metrics = step(session, schedule, step, values);
      var report = new StepReport(step + 1, lastStep, schedule.epoch(step), values, metrics);
      for (var listener : everyone) {
        listener.stepped(report);
      }
      boolean stopping = step + 1 == lastStep || stopRequested.getAsBoolean();
      if (stopping || (step + 1) % config.checkpointEverySteps() == 0) {
        var saved = run.save(step + 1, config.keptCheckpoints(), session::save);
        for (var listener : everyone) {
          listener.saved(step + 1, saved.directory());
        }
      }
      if (stopping) {
        warnOfSkippedImages(metrics, everyone);
        break;
      }
    }
    return run.latestCheckpoint().orElseThrow();
  }

  private void warnOfSkippedImages(
      ImmutableMap<String, Float> metrics, List<TrainingListener> everyone) throws IOException {
    float skipped = metrics.getOrDefault(SkippedTotal.METRIC, 0F);
    if (skipped > 0) {
      for (var listener : everyone) {
        listener.warned(
            "%.0f times an image could not be used and another one took its place; look for damage with 'tfpipeline inspect', or convert the images again."
                .formatted(skipped));
      }
    }
  }

  private ImmutableMap<String, Float> step(
      TrainingSession session, Schedule schedule, long step, ScheduledValues values)
      throws IOException {
    boolean lastLayersFrozen = schedule.lastLayersFrozen(step);
    try {
      return session.step(values, lastLayersFrozen);
    } catch (RuntimeException e) { // Not all of TensorFlow's exceptions have a common parent.
      for (var refusal : List.of(Update.NON_FINITE_LOSS, Update.NON_FINITE_GRADIENT)) {
        if (String.valueOf(e.getMessage()).contains(refusal)) {
          throw new TrainingException(refusedStep(refusal, step), e);
        }
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

  private String refusedStep(String refusal, long step) throws IOException {
    var last = run.latestCheckpoint();
    return "%s at step %d; %s; try a smaller learning rate, a longer warm-up or a lower teacher temperature."
        .formatted(
            refusal,
            step + 1,
            last.isPresent()
                ? "the last checkpoint is " + last.get().directory()
                : "there is no checkpoint yet");
  }

  private long initializeOrRestore(TrainingSession session) throws IOException {
    var latest = run.latestCheckpoint();
    if (latest.isEmpty()) {
      session.initialize();
      return 0;
    }
    session.restore(latest.get().prefix());
    return latest.get().step();
  }
}
