package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.LarsConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.optim.SgdConfig;

/** Steps of the optimisers on given gradients, clipped, with last layers that start late. */
final class OptimizerChecks {
  /** LARS moves whole tensors by a few millionths, which a wider tolerance would not see. */
  private static final Tolerance ROUNDING = new Tolerance(2e-7);

  private static final Map<String, OptimizerConfig> OFFICIAL =
      Map.of(
          "adamw", new AdamWConfig(0.9, 0.999, 1e-8),
          "sgd", new SgdConfig(0.9),
          "lars", new LarsConfig(0.9, 0.001));

  private OptimizerChecks() {}

  static ImmutableList<Check> of(ReferenceCase reference) {
    return OFFICIAL.keySet().stream()
        .sorted()
        .map(name -> new Check(name, () -> check(reference, name)))
        .collect(ImmutableList.toImmutableList());
  }

  private static void check(ReferenceCase reference, String optimizer) {
    var json = reference.json();
    var parameters = json.get("order").texts();
    var frozenSteps = json.get("frozen_steps").numbers();
    var start = reference.tensorsAfter("init.");
    try (var trial = new UpdateTrial(OFFICIAL.get(optimizer), json.number("clip"), start)) {
      for (int step = 0; step < json.integer("steps"); step++) {
        var norms =
            trial.step(
                json.get("lr").at(step).number(),
                json.get("wd").at(step).number(),
                frozenSteps.contains((double) step),
                reference.tensorsAfter("grad." + step + "."));
        var officialNorms = json.get("norms").get(String.valueOf(step));
        for (int i = 0; i < parameters.size(); i++) {
          var name = parameters.get(i);
          Tolerance.UPDATES.check(
              "norm of the gradient of %s in step %d".formatted(name, step),
              norms.get(name),
              officialNorms.at(i).number());
        }
        var expected = reference.tensorsAfter(optimizer + "." + step + ".");
        var actual = trial.parameters();
        for (var name : parameters) {
          ROUNDING.check(
              "%s after step %d".formatted(name, step), actual.get(name), expected.get(name));
        }
      }
    }
  }
}
