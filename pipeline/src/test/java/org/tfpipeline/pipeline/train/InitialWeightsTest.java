package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.math.Stats;
import com.google.common.primitives.Floats;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tfpipeline.model.dino.DinoNetwork;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.model.vit.VitConfig;

/**
 * Which layer starts how. Everything linear, the position embedding and the class token are N(0,
 * 0.02²); the patch convolution and the last layers keep PyTorch's uniform default.
 */
final class InitialWeightsTest {
  private static final double NORMAL_DEVIATION = 0.02;
  private static final int PATCH_SIZE = 8;
  private static final int BOTTLENECK = 64;

  private static final ProjectionConfig HEAD = new ProjectionConfig(64, BOTTLENECK, 128, true);

  @Test
  void everyLayerOfSelfPatchStartsAsInTheOfficialCode() {
    var values =
        initialValues(
            scope ->
                new SelfPatchNetwork(
                    scope, backbone(false), new SelfPatchConfig(2, 3, 4), HEAD, HEAD));
    assertThat(values)
        .containsKeys(
            "backbone.pos_embed",
            "ca_head.cls_token",
            "backbone.blocks.1.attn.qkv.weight",
            "ca_head.cls_blocks.0.attn.k.weight",
            "c_head.mlp.4.weight",
            "p_head.last_layer.weight_g");
    values.forEach(InitialWeightsTest::check);
  }

  @Test
  void everyLayerOfDinoStartsAsInTheOfficialCode() {
    var values = initialValues(scope -> new DinoNetwork(scope, backbone(true), HEAD));
    assertThat(values)
        .containsKeys(
            "backbone.cls_token",
            "backbone.pos_embed",
            "backbone.norm.weight",
            "backbone.norm.bias",
            "head.mlp.4.weight",
            "head.last_layer.weight_v");
    values.forEach(InitialWeightsTest::check);
  }

  private static VitConfig backbone(boolean classToken) {
    return new VitConfig(64, PATCH_SIZE, 64, 2, 2, 4, 0, classToken);
  }

  private static void check(String name, float[] values) {
    if (name.startsWith("backbone.patch_embed.proj.")) {
      checkUniform(name, values, 1 / Math.sqrt(PATCH_SIZE * PATCH_SIZE * 3));
    } else if (name.endsWith("last_layer.weight_v")) {
      checkUniform(name, values, 1 / Math.sqrt(BOTTLENECK));
    } else if (name.matches(".*norm\\d?\\.weight") || name.endsWith("last_layer.weight_g")) {
      assertThat(values).as(name).containsOnly(1);
    } else if (name.endsWith(".bias")) {
      assertThat(values).as(name).containsOnly(0);
    } else {
      checkNormal(name, values);
    }
  }

  private static void checkUniform(String name, float[] values, double bound) {
    var stats = Stats.of(Floats.asList(values));
    assertThat(stats.max()).as(name).isBetween(0.9 * bound, bound);
    assertThat(stats.min()).as(name).isBetween(-bound, -0.9 * bound);
    double deviation = bound / Math.sqrt(3);
    assertThat(stats.mean())
        .as(name)
        .isCloseTo(0, within(4 * deviation / Math.sqrt(values.length)));
    assertThat(stats.populationStandardDeviation())
        .as(name)
        .isCloseTo(deviation, within(2 * deviation / Math.sqrt(values.length)));
  }

  private static void checkNormal(String name, float[] values) {
    var stats = Stats.of(Floats.asList(values));
    assertThat(stats.mean())
        .as(name)
        .isCloseTo(0, within(4 * NORMAL_DEVIATION / Math.sqrt(values.length)));
    assertThat(stats.populationStandardDeviation())
        .as(name)
        .isCloseTo(NORMAL_DEVIATION, within(3 * NORMAL_DEVIATION / Math.sqrt(values.length)));
    if (values.length >= 4096) {
      // Neither truncated at two deviations nor uniform.
      assertThat(stats.max()).as(name).isGreaterThan(3 * NORMAL_DEVIATION);
    }
  }

  /** By name, without the network. */
  private static Map<String, float[]> initialValues(Consumer<ParameterScope> network) {
    try (var graph = new Graph()) {
      var store = new VariableStore(Ops.create(graph));
      var scope = ParameterScope.root(store, "student/", 3);
      network.accept(scope);
      var values = new TreeMap<String, float[]>();
      try (var session = new Session(graph)) {
        for (var parameter : scope.parameters()) {
          session.runner().addTarget(parameter.initializer()).run().close();
          values.put(
              Networks.parameterName(parameter), FloatArrays.fetch(session, parameter.value()));
        }
      }
      return values;
    }
  }
}
