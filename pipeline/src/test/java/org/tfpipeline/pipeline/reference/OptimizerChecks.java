package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.LarsConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.optim.OptimizerTrial;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.reference.Values;

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
    var config = OFFICIAL.get(optimizer);
    try (var trial = new OptimizerTrial(arrays(reference, "init."), config, json.number("clip"))) {
      var inOrder = reference.namesAfter("init.").asList();
      for (int step = 0; step < json.integer("steps"); step++) {
        var norms =
            trial.step(
                json.get("lr").at(step).number(),
                json.get("wd").at(step).number(),
                frozenSteps.contains((double) step),
                /* loss= */ 0,
                arrays(reference, "grad." + step + "."));
        var actual = trial.values();
        var officialNorms = json.get("norms").get(String.valueOf(step));
        for (int i = 0; i < parameters.size(); i++) {
          var name = parameters.get(i);
          Tolerance.UPDATES.check(
              "norm of the gradient of %s in step %d".formatted(name, step),
              norms.get(inOrder.indexOf(name)).getFloat(),
              officialNorms.at(i).number());
          ROUNDING.check(
              "%s after step %d".formatted(name, step),
              Values.of(actual.get(name)),
              reference.tensor(optimizer + "." + step + "." + name));
        }
      }
    }
  }

  /** In PyTorch's layout, since optimisers do not care. */
  private static ImmutableMap<String, FloatNdArray> arrays(ReferenceCase reference, String prefix) {
    return Maps.toMap(
        reference.namesAfter(prefix), name -> reference.tensor(prefix + name).array());
  }
}
