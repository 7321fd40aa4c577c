package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;

/**
 * A step that was refused because its loss or its gradient is not a number.
 *
 * @param refusal what TensorFlow's error says, {@link Update#NON_FINITE_LOSS} or {@link
 *     Update#NON_FINITE_GRADIENT}
 * @param step its number, from 1
 * @param where names of what is not finite
 */
record NonFiniteStep(String refusal, long step, ImmutableList<String> where) {

  /**
   * Tells such a failure from others, and runs the step's batch once more to see where it comes
   * from.
   *
   * @param step steps done before it
   */
  static Optional<NonFiniteStep> of(
      RuntimeException failure, TrainingSession session, Schedule schedule, long step) {
    var message = String.valueOf(failure.getMessage());
    for (var refusal : List.of(Update.NON_FINITE_LOSS, Update.NON_FINITE_GRADIENT)) {
      if (message.contains(refusal)) {
        session.startEpoch(schedule.epoch(step), step % schedule.stepsPerEpoch());
        var values = schedule.at(step);
        var where =
            refusal.equals(Update.NON_FINITE_LOSS)
                ? losses(session.evaluate(values))
                : session.nonFiniteGradients(values);
        return Optional.of(new NonFiniteStep(refusal, step + 1, where));
      }
    }
    return Optional.empty();
  }

  private static ImmutableList<String> losses(ImmutableMap<String, Float> metrics) {
    var nonFinite =
        Maps.filterEntries(
            metrics,
            metric -> metric.getKey().endsWith("_loss") && !Float.isFinite(metric.getValue()));
    return ImmutableList.copyOf(nonFinite.keySet());
  }

  /** The beginning of a sentence. */
  @Override
  public String toString() {
    var place =
        switch (where.size()) {
          case 0 -> "";
          case 1 -> ", in " + where.get(0);
          default -> ", in %s and %d more".formatted(where.get(0), where.size() - 1);
        };
    return "%s at step %d%s".formatted(refusal, step, place);
  }
}
