package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.ReferenceTensors;
import org.tfpipeline.model.variables.Variable;

class AdamWTest {
  private static final AdamWConfig CONFIG = new AdamWConfig(0.9, 0.999, 1e-8, 3);

  /** By name, whether PyTorch's parameter groups of the official code decay it. */
  private static final ImmutableMap<String, Boolean> DECAYS =
      ImmutableMap.of(
          "cls_token", true,
          "a.weight", true,
          "a.bias", false,
          "norm.weight", false,
          "last_layer.weight_v", true);

  private static final ImmutableMap<String, FloatNdArray> START =
      ImmutableMap.of(
          "cls_token", LayerTrial.random(1, 0.5, 1, 1, 6),
          "a.weight", LayerTrial.random(2, 0.5, 5, 3),
          "a.bias", LayerTrial.random(3, 0.5, 5),
          "norm.weight", LayerTrial.random(4, 0.5, 4),
          "last_layer.weight_v", LayerTrial.random(5, 0.5, 4, 3));

  @Test
  void fourStepsAreTheOfficialOnes() {
    var tensors = ReferenceTensors.read("optimizers.safetensors");
    var constants = ReferenceTensors.json("optimizers.json");
    var order = constants.getAsJsonArray("order").asList();
    var start = new LinkedHashMap<String, FloatNdArray>();
    order.forEach(name -> start.put(name.getAsString(), tensors.get("init." + name.getAsString())));
    try (var trial = new OptimizerTrial(start, CONFIG)) {
      for (int step = 0; step < constants.get("steps").getAsInt(); step++) {
        var gradients = new LinkedHashMap<String, FloatNdArray>();
        for (var name : start.keySet()) {
          gradients.put(name, tensors.get("grad." + step + "." + name));
        }
        double rate = constants.getAsJsonArray("lr").get(step).getAsDouble();
        double decay = constants.getAsJsonArray("wd").get(step).getAsDouble();
        var norms = trial.step(rate, decay, /* lastLayersFrozen= */ step < 2, 0, gradients);
        var officialNorms = constants.getAsJsonObject("norms").getAsJsonArray("" + step);
        for (int i = 0; i < order.size(); i++) {
          double official = officialNorms.get(i).getAsDouble();
          assertThat((double) norms.get(i).getFloat()).isCloseTo(official, within(1e-6 * official));
        }
        var values = trial.values();
        for (var name : start.keySet()) {
          assertThat(LayerTrial.flat(values.get(name)))
              .as("%s after step %d", name, step)
              .containsExactly(
                  LayerTrial.flat(tensors.get("adamw." + step + "." + name)), within(1e-6f));
        }
      }
    }
  }

  /** Gradients of very different size: long enough to be clipped, and short as epsilon. */
  @Test
  void twentyStepsAreTheFormulasWithALateStartOfLastLayers() {
    var plain = Maps.transformEntries(START, (name, start) -> plain(name, start));
    var expected = ImmutableMap.copyOf(plain);
    try (var trial = new OptimizerTrial(START, CONFIG)) {
      for (int step = 0; step < 20; step++) {
        double rate = 2e-3 * (step + 1) / 20;
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
              assertThat(doubles(values.get(name)))
                  .as(name)
                  .containsExactly(optimizer.values(), within(1e-6)));
      assertThat(values.get("optimizer/step").getFloat()).isEqualTo(20);
      assertThat(values.get("optimizer/last_layers/step").getFloat()).isEqualTo(15);
    }
  }

  @Test
  void nothingChangesUnlessTheLossIsANumber() {
    try (var trial = new OptimizerTrial(START, CONFIG)) {
      var gradients = ImmutableMap.copyOf(START);
      trial.step(1e-3, 0.1, false, 0, gradients);
      var before = trial.values();
      assertThatThrownBy(() -> trial.step(1e-3, 0.1, false, Float.NaN, gradients))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("The loss is not finite");
      assertThat(trial.values()).isEqualTo(before);
    }
  }

  @Test
  void stateIsNamedAfterTheParameters() {
    try (var trial = new OptimizerTrial(Map.of("a.bias", START.get("a.bias")), CONFIG)) {
      assertThat(trial.values().keySet())
          .containsExactlyInAnyOrder(
              "a.bias",
              "optimizer/step",
              "optimizer/last_layers/step",
              "optimizer/exp_avg/a.bias",
              "optimizer/exp_avg_sq/a.bias");
    }
  }

  /** Biases by name, everything else by its axes, as the official parameter groups do. */
  @Test
  void decayActsOnMatricesAndEmbeddingsAlone() {
    try (var trial = new LayerTrial()) {
      var scope = trial.scope();
      scope.normal("pos_embed", 1, 4, 2);
      scope.child("qkv").normal("weight", 2, 6);
      scope.child("last_layer").ones("weight_g", 1, 6);
      scope.child("norm").ones("weight", 2);
      scope.child("norm").zeros("bias", 2);
      scope.child("odd").zeros("bias", 1, 2);
      assertThat(scope.parameters())
          .filteredOn(AdamW::decays)
          .extracting(Variable::name)
          .containsExactly("pos_embed", "qkv.weight", "last_layer.weight_g");
    }
  }

  private static PlainAdamW plain(String name, FloatNdArray start) {
    return new PlainAdamW(CONFIG, DECAYS.get(name), start);
  }

  private static double[] doubles(FloatNdArray array) {
    var flat = LayerTrial.flat(array);
    var doubles = new double[flat.length];
    for (int i = 0; i < flat.length; i++) {
      doubles[i] = flat[i];
    }
    return doubles;
  }
}
