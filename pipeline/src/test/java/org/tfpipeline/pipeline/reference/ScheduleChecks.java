package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import org.tfpipeline.pipeline.train.ScheduleTrial;

/** The cosines and the teacher's temperature, in double precision. */
final class ScheduleChecks {
  /** Double precision in another order of operations. */
  static final Tolerance EXACT = new Tolerance(1e-14);

  private ScheduleChecks() {}

  static ImmutableList<Check> of(ReferenceCase reference) {
    var checks = ImmutableList.<Check>builder();
    for (var schedule : reference.json().get("schedules").items()) {
      var name = "schedule " + schedule.path().replaceAll("\\D", "");
      checks.add(new Check(name, () -> check(name, schedule)));
    }
    return checks.build();
  }

  private static void check(String name, TrackedJson schedule) {
    var arguments = schedule.get("args");
    var actual =
        switch (schedule.get("kind").text()) {
          case "cosine" -> cosine(arguments);
          case "teacher_temp" -> teacherTemperatures(arguments);
          default -> throw new AssertionError("No test knows this kind of schedule.");
        };
    var expected = schedule.get("values").numbers();
    assertThat(actual).as(name).hasSameSizeAs(expected);
    // Relative to the largest value: a cosine that ends near zero is a difference of larger
    // numbers.
    double bound = EXACT.relative() * Collections.max(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("%s at %d", name, i).isCloseTo(expected.get(i), within(bound));
    }
  }

  private static double[] cosine(TrackedJson arguments) {
    long stepsPerEpoch = arguments.integer("niter_per_ep");
    return ScheduleTrial.cosine(
        arguments.number("base_value"),
        arguments.number("final_value"),
        arguments.integer("epochs") * stepsPerEpoch,
        arguments.find("warmup_epochs").map(TrackedJson::integer).orElse(0) * stepsPerEpoch,
        arguments.find("start_warmup_value").map(TrackedJson::number).orElse(0.0));
  }

  private static double[] teacherTemperatures(TrackedJson arguments) {
    int epochs = arguments.integer("nepochs");
    var temperatures = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      temperatures[epoch] =
          ScheduleTrial.teacherTemperature(
              epoch,
              epochs,
              arguments.number("warmup_teacher_temp"),
              arguments.number("teacher_temp"),
              arguments.integer("warmup_teacher_temp_epochs"));
    }
    return temperatures;
  }
}
