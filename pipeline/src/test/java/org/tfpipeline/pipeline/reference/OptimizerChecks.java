package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

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
  /**
   * What a step may add to the error, relative to the tensor's largest value: a little more than an
   * ulp. LARS moves whole tensors by a few millionths, which a wider tolerance would not see.
   */
  private static final double ROUNDING = 1e-7;

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
    assertThat(reference.namesAfter("init.")).containsExactlyInAnyOrderElementsOf(parameters);
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
        var results = optimizer + "." + step + ".";
        assertThat(reference.namesAfter("grad." + step + "."))
            .isEqualTo(reference.namesAfter("init."));
        assertThat(reference.namesAfter(results)).isEqualTo(reference.namesAfter("init."));
        var rounding = new Tolerance((2 + step) * ROUNDING);
        var actual = trial.values();
        var officialNorms = json.get("norms").get(String.valueOf(step));
        for (int i = 0; i < parameters.size(); i++) {
          var name = parameters.get(i);
          Tolerance.UPDATES.check(
              "norm of the gradient of %s in step %d".formatted(name, step),
              norms.get(inOrder.indexOf(name)).getFloat(),
              officialNorms.at(i).number());
          rounding.check(
              "%s after step %d".formatted(name, step),
              Values.of(actual.get(name)),
              reference.tensor(results + name));
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
