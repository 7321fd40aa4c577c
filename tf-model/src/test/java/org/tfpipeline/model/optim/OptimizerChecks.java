package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.function.BiFunction;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.reference.LayerTrial;

/** What is asked of every optimiser. */
final class OptimizerChecks {
  private static final ImmutableMap<String, FloatNdArray> START =
      ImmutableMap.of(
          "cls_token", LayerTrial.random(1, 0.5, 1, 1, 6),
          "a.weight", LayerTrial.random(2, 0.5, 5, 3),
          "a.bias", LayerTrial.random(3, 0.5, 5),
          "norm.weight", LayerTrial.random(4, 0.5, 4),
          "last_layer.weight_v", LayerTrial.random(5, 0.5, 4, 3));

  /** By name, whether PyTorch's parameter groups of the official code decay it. */
  private static final ImmutableMap<String, Boolean> DECAYS =
      ImmutableMap.of(
          "cls_token", true,
          "a.weight", true,
          "a.bias", false,
          "norm.weight", false,
          "last_layer.weight_v", true);

  private final OptimizerConfig config;

  OptimizerChecks(OptimizerConfig config) {
    this.config = config;
  }

  /**
   * Twenty steps, the first five without the last layers, with gradients of very different size:
   * long enough to be clipped, and short as AdamW's epsilon.
   *
   * @param largestRate learning rate of the last step
   * @param plain the formulas, for a parameter that decays or does not and its start
   * @return all variables after it
   */
  ImmutableMap<String, FloatNdArray> twentyStepsAreTheFormulas(
      double largestRate, BiFunction<Boolean, FloatNdArray, PlainOptimizer> plain) {
    var expected =
        ImmutableMap.copyOf(
            Maps.transformEntries(START, (name, start) -> plain.apply(DECAYS.get(name), start)));
    try (var trial = new OptimizerTrial(START, config, PlainOptimizer.CLIP_NORM)) {
      for (int step = 0; step < 20; step++) {
        double rate = largestRate * (step + 1) / 20;
        double decay = 0.04 + 0.018 * step;
        boolean frozen = step < 5;
        var gradients = new LinkedHashMap<String, FloatNdArray>();
        for (var name : START.keySet()) {
          double scale = Math.pow(10, (step + name.length()) % 10 - 8);
          var shape = START.get(name).shape().asArray();
          gradients.put(name, LayerTrial.random(100L * step + name.length(), scale, shape));
        }
        trial.step(rate, decay, frozen, 0, gradients);
        expected.forEach(
            (name, optimizer) -> {
              if (!frozen || !name.startsWith("last_layer")) {
                optimizer.step(rate, decay, gradients.get(name));
              }
            });
      }
      var values = trial.values();
      expected.forEach(
          (name, optimizer) ->
              assertThat(PlainOptimizer.doubles(values.get(name)))
                  .as(name)
                  .containsExactly(optimizer.values(), within(1e-6)));
      return values;
    }
  }

  void nothingChangesUnlessTheLossIsANumber() {
    try (var trial = new OptimizerTrial(START, config, PlainOptimizer.CLIP_NORM)) {
      trial.step(1e-3, 0.1, false, 0, START);
      var before = trial.values();
      assertThatThrownBy(() -> trial.step(1e-3, 0.1, false, Float.NaN, START))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("The loss is not finite");
      assertThat(trial.values()).isEqualTo(before);
    }
  }

  /** Of a single parameter. */
  void variablesAre(String parameter, String... all) {
    try (var trial =
        new OptimizerTrial(
            ImmutableMap.of(parameter, START.get(parameter)), config, PlainOptimizer.CLIP_NORM)) {
      assertThat(trial.values().keySet()).containsExactlyInAnyOrder(all);
    }
  }
}
