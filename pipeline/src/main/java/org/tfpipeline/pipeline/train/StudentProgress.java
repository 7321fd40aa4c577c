package org.tfpipeline.pipeline.train;

import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.proto.ConfigProto;

/**
 * How far a student has come towards its final teacher: its loss on the first batch of the run, and
 * that of the student as it was before training, both against the same frozen teacher and centres.
 *
 * <p>The loss curve itself does not show this: the teacher moves along, and while the centres fill
 * the loss rises; a falling one can be collapse.
 *
 * @param untrained loss of the initial student
 * @param trained loss of the final student
 */
public record StudentProgress(double untrained, double trained) {

  /**
   * Measures a run.
   *
   * @param checkpoint the run's last
   * @param initialBundle where to write the initial weights of student and teacher, as a tensor
   *     bundle
   */
  public static StudentProgress measure(
      RunConfig config,
      ConfigProto sessionConfig,
      RunDirectory.SavedCheckpoint checkpoint,
      Path initialBundle)
      throws IOException {
    var shards = config.data().source().countRecords();
    try (var session = TrainingSession.open(config, shards, sessionConfig)) {
      session.initialize();
      session.save(initialBundle);
      var schedule = new Schedule(config.schedule(), session.stepsPerEpoch());
      var last = schedule.at(schedule.steps() - 1);
      session.restore(checkpoint.prefix());
      double trained = lossOnFirstBatch(session, last);
      session.initializeStudent();
      double untrained = lossOnFirstBatch(session, last);
      return new StudentProgress(untrained, trained);
    }
  }

  private static double lossOnFirstBatch(TrainingSession session, ScheduledValues values) {
    session.startEpoch(0, 0);
    return session.evaluate(values).get("loss");
  }
}
