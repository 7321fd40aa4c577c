package org.tfpipeline.pipeline.reference;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.math.Stats;
import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.dino.ProjectionHead;
import org.tfpipeline.model.nn.Gelu;
import org.tfpipeline.model.nn.L2Normalize;
import org.tfpipeline.model.nn.LayerNorm;
import org.tfpipeline.model.selfpatch.SelfPatchLayers;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.model.vit.VitLayers;

/** Single operations: the output, and the gradients of inputs and parameters. */
final class OperationChecks {
  private final ReferenceCase reference;

  private OperationChecks(ReferenceCase reference) {
    this.reference = reference;
  }

  static ImmutableList<Check> of(ReferenceCase reference) {
    var checks = new OperationChecks(reference);
    return tags(reference).stream()
        .map(tag -> new Check(tag, () -> checks.check(tag)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The first part of every tensor's name. */
  private static ImmutableSortedSet<String> tags(ReferenceCase reference) {
    return reference.namesAfter("").stream()
        .map(name -> Splitter.on('.').split(name).iterator().next())
        .collect(toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private void check(String tag) {
    if (tag.startsWith("loss")) {
      LossCheck.run(reference, tag);
      return;
    }
    if (tag.equals("posinterp")) {
      PositionCheck.run(reference);
      return;
    }
    try (var layer = new OfficialLayer(reference, tag)) {
      switch (tag) {
        case "layernorm" -> layerNorm(layer);
        case "gelu" -> layer.verify(Gelu.apply(layer.tf(), layer.input("x")), "");
        case "normalize" ->
            layer.verifyRows(L2Normalize.apply(layer.tf(), layer.input("x")), Map.of());
        case "weightnorm" -> lastLayer(layer);
        case "dinohead" -> projectionHead(layer);
        case "block" -> block(layer);
        case "cablock" -> classAttentionBlock(layer);
        case "patchembed" -> patchEmbedding(layer);
        default -> throw new AssertionError("No test knows the operation " + tag + ".");
      }
    }
  }

  /**
   * The mean of a row is off by as much as a float32 is; in a row without deviation, that is what
   * the normalisation then scales up a thousandfold.
   */
  private static void layerNorm(OfficialLayer layer) {
    int width = layer.size("param.weight", 0);
    var rows = new ArrayList<Double>(); // The error of each row before the weights.
    double intoWeights = 0;
    double largestWeight = Tolerance.largest(layer.tensor("param.weight").flat());
    double largestUpstream = Tolerance.largest(layer.tensor("gy").flat());
    for (var row : layer.tensor("x").rows(width)) {
      var statistics = Stats.of(Floats.asList(row));
      double error =
          Math.ulp((float) statistics.mean()) / Math.sqrt(statistics.populationVariance() + 1e-6);
      rows.add(error);
      intoWeights += error * largestUpstream;
    }
    double ofWeights = intoWeights;
    var norm = new LayerNorm(layer.scope(), width);
    layer.verifyRows(
        norm.apply(layer.input("x")),
        Map.of("y", row -> largestWeight * rows.get(row), "grad.weight", row -> ofWeights));
  }

  private static void lastLayer(OfficialLayer layer) {
    int prototypes = layer.size("param.weight_v", 0);
    int bottleneck = layer.size("param.weight_v", 1);
    var config =
        new ProjectionConfig(/* hidden= */ 1, bottleneck, prototypes, layer.has("grad.weight_g"));
    var head = new ProjectionHead(layer.scope(), config, /* width= */ 1);
    layer.verify(head.logits(layer.input("x")), "last_layer.");
  }

  private static void projectionHead(OfficialLayer layer) {
    int width = layer.size("param.mlp.0.weight", 1);
    var config =
        new ProjectionConfig(
            layer.size("param.mlp.0.weight", 0),
            layer.size("param.last_layer.weight_v", 1),
            layer.size("param.last_layer.weight_v", 0),
            layer.has("grad.last_layer.weight_g"));
    var tf = layer.tf();
    var rows = tf.reshape(layer.input("x"), tf.constant(new int[] {-1, width}));
    var logits = new ProjectionHead(layer.scope(), config, width).apply(rows);
    layer.verify(tf.reshape(logits, tf.constant(layer.tensor("y").shape().asArray())), "");
  }

  private void block(OfficialLayer layer) {
    int width = layer.size("x", 2);
    double mlpRatio = layer.size("param.mlp.fc1.weight", 0) / (double) width;
    var config = new VitConfig(224, 16, width, 1, heads(width), mlpRatio, 0, false);
    var attended = VitLayers.block(layer.scope(), config, layer.input("x"));
    layer.verify(attended.tokens(), "");
    layer.verifyTensor("attn", attended.weights());
  }

  private void classAttentionBlock(OfficialLayer layer) {
    var attended =
        SelfPatchLayers.classAttentionBlock(
            layer.scope(),
            heads(layer.size("x", 2)),
            layer.size("param.mlp.fc1.weight", 0),
            layer.input("x_cls"),
            layer.input("x"));
    layer.verify(attended.token(), "");
    layer.verifyTensor("attn", attended.weights());
  }

  private static void patchEmbedding(OfficialLayer layer) {
    int patchSize = layer.size("param.proj.weight", 2);
    int width = layer.size("param.proj.weight", 0);
    var config = new VitConfig(patchSize, patchSize, width, 1, 1, 4, 0, false);
    var tf = layer.tf();
    var grid = VitLayers.patchEmbedding(layer.scope(), config, layer.input("x"));
    layer.verify(tf.reshape(grid, tf.constant(layer.tensor("y").shape().asArray())), "");
  }

  private int heads(int width) {
    var dimensions = reference.json().get("dims");
    assertThat(dimensions.integer("D")).isEqualTo(width);
    return dimensions.integer("heads");
  }
}
