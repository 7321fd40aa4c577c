package org.tfpipeline.model.dino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.vit.VitConfig;

class DinoNetworkTest {
  private static final int VIEWS = 3;
  private static final ProjectionConfig HEAD = new ProjectionConfig(10, 4, 7, true);

  private final LayerTrial trial = new LayerTrial();

  @AfterEach
  void close() {
    trial.close();
  }

  @Test
  void parametersHaveTheOfficialNames() {
    var unused = new DinoNetwork(trial.scope(), backbone(1, 0), HEAD);
    var expected = new ArrayList<String>(List.of("backbone.cls_token", "backbone.pos_embed"));
    for (var layer :
        List.of(
            "backbone.patch_embed.proj",
            "backbone.blocks.0.norm1",
            "backbone.blocks.0.attn.qkv",
            "backbone.blocks.0.attn.proj",
            "backbone.blocks.0.norm2",
            "backbone.blocks.0.mlp.fc1",
            "backbone.blocks.0.mlp.fc2",
            "backbone.norm",
            "head.mlp.0",
            "head.mlp.2",
            "head.mlp.4")) {
      expected.add(layer + ".weight");
      expected.add(layer + ".bias");
    }
    expected.addAll(List.of("head.last_layer.weight_g", "head.last_layer.weight_v"));
    assertThat(trial.scope().parameters())
        .extracting(parameter -> parameter.name())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** The head sees the class token and nothing else. */
  @Test
  void pointsAreProjectionsOfTheClassToken() {
    var network = new DinoNetwork(trial.scope(), backbone(2, 0), HEAD);
    // Equal names give equal random values.
    try (var again = new LayerTrial()) {
      var head = new ProjectionHead(again.scope().child("head"), HEAD, 6);
      trial.randomize(0.3);
      again.randomize(0.3);
      var outputs = network.teacher(trial.constant(images()));
      var token = trial.run(outputs.backbone().classToken());
      var points = head.bottleneck(again.constant(token));
      assertThat(outputs.points().shape().asArray()).containsExactly(VIEWS, 4);
      Closeness.assertClose("points", trial.run(outputs.points()), again.run(points));
      var logits = network.logits(outputs.points());
      Closeness.assertClose("logits", trial.run(logits), again.run(head.logits(points)));
    }
  }

  @Test
  void onlyTheStudentHasStochasticDepth() {
    var network = new DinoNetwork(trial.scope(), backbone(2, 0.5), HEAD);
    var asked = new ArrayList<String>();
    Operand<TFloat32> images = trial.constant(images());
    var points =
        network
            .student(
                images,
                (branch, batch) -> {
                  asked.add(branch);
                  return trial.tf().constant(new float[] {0.1f, 0.9f, 0.9f});
                })
            .points();
    assertThat(asked).containsExactly("blocks.1.attn", "blocks.1.mlp");
    assertThat(points.shape().asArray()).containsExactly(VIEWS, 4);
    assertThatThrownBy(() -> network.teacher(images)).hasMessageContaining("stochastic depth");
  }

  @Test
  void aBackboneWithoutClassTokenIsRefused() {
    var config = new VitConfig(8, 4, 6, 1, 3, 2, 0, /* classToken= */ false);
    assertThatThrownBy(() -> new DinoNetwork(trial.scope(), config, HEAD))
        .hasMessage("DINO needs a class token");
  }

  private static VitConfig backbone(int depth, double dropPathRate) {
    return new VitConfig(8, 4, 6, depth, 3, 2, dropPathRate, /* classToken= */ true);
  }

  private static FloatNdArray images() {
    return LayerTrial.random(5, 1, VIEWS, 8, 8, 3);
  }
}
