package org.tfpipeline.model.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;

/** What the class token changes. Blocks and embeddings have tests of their own. */
class VisionTransformerTest {
  private static final int BATCH = 2;
  private static final int WIDTH = 6;
  private static final int HEADS = 3;
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;
  private static final int PATCHES = ROWS * COLUMNS;

  private final LayerTrial trial = new LayerTrial();
  private final Ops tf = trial.tf();
  private final FloatNdArray images = LayerTrial.random(1, 1, BATCH, ROWS * 4, COLUMNS * 4, 3);

  @AfterEach
  void close() {
    trial.close();
  }

  @Test
  void withoutClassTokenThereAreOnlyPatches() {
    var output = run(false);
    assertThat(names()).doesNotContain("cls_token", "norm.weight", "norm.bias");
    assertThat(output.tokens().shape().asArray()).containsExactly(BATCH, PATCHES, WIDTH);
    assertThat(output.patchTokens()).isSameAs(output.tokens()).isSameAs(output.blocks().get(1));
    assertThat(output.positions().shape().asArray()).containsExactly(1, PATCHES, WIDTH);
    assertThatThrownBy(output::classToken).hasMessage("This network has no class token.");
    assertThatThrownBy(output::classAttention).hasMessage("This network has no class token.");
  }

  @Test
  void theClassTokenIsTheFirst() {
    var output = run(true);
    assertThat(names()).contains("cls_token", "pos_embed", "norm.weight", "norm.bias");
    assertThat(trial.parameter("cls_token").shape().asArray()).containsExactly(1, 1, WIDTH);
    assertThat(trial.parameter("pos_embed").shape().asArray()).containsExactly(1, 17, WIDTH);
    trial.randomize(0.3);
    var values =
        trial.run(
            List.of(
                output.tokens(),
                output.classToken(),
                output.patchTokens(),
                output.blocks().get(0),
                output.patchTokens(0)));
    assertThat(values.get(0).shape().asArray()).containsExactly(BATCH, 1 + PATCHES, WIDTH);
    assertThat(values.get(1).shape().asArray()).containsExactly(BATCH, WIDTH);
    assertThat(values.get(2).shape().asArray()).containsExactly(BATCH, PATCHES, WIDTH);
    for (int image = 0; image < BATCH; image++) {
      for (int channel = 0; channel < WIDTH; channel++) {
        assertThat(values.get(1).getFloat(image, channel))
            .isEqualTo(values.get(0).getFloat(image, 0, channel));
        for (int patch = 0; patch < PATCHES; patch++) {
          assertThat(values.get(2).getFloat(image, patch, channel))
              .isEqualTo(values.get(0).getFloat(image, 1 + patch, channel));
          assertThat(values.get(4).getFloat(image, patch, channel))
              .isEqualTo(values.get(3).getFloat(image, 1 + patch, channel));
        }
      }
    }
  }

  @Test
  void classAttentionIsTheTokensOwnWithoutItself() {
    var output = run(true);
    trial.randomize(0.3);
    var values = trial.run(List.of(output.attention(), output.classAttention()));
    var all = values.get(0);
    assertThat(all.shape().asArray()).containsExactly(BATCH, HEADS, 1 + PATCHES, 1 + PATCHES);
    assertThat(values.get(1).shape().asArray()).containsExactly(BATCH, HEADS, PATCHES);
    for (int image = 0; image < BATCH; image++) {
      for (int head = 0; head < HEADS; head++) {
        double sum = all.getFloat(image, head, 0, 0);
        for (int patch = 0; patch < PATCHES; patch++) {
          float weight = values.get(1).getFloat(image, head, patch);
          assertThat(weight).isEqualTo(all.getFloat(image, head, 0, 1 + patch));
          sum += weight;
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void allBlocksShareTheLastNormalization() {
    var output = run(true);
    trial.randomize(0.3);
    var bias = trial.run(trial.parameter("norm.bias"));
    trial.assign("norm.weight", tf.zerosLike(trial.parameter("norm.weight")));
    for (var block : output.blocks()) {
      var tokens = trial.run(block);
      for (int token = 0; token < 1 + PATCHES; token++) {
        assertThat(LayerTrial.flat(tokens.get(1, token))).containsExactly(LayerTrial.flat(bias));
      }
    }
  }

  /** A block that got normalised tokens would give the last block others to attend to. */
  @Test
  void theNextBlockGetsTheTokensAsTheyAre() {
    var output = run(true);
    trial.randomize(0.3);
    var attention = trial.run(output.attention());
    trial.assign("norm.weight", tf.zerosLike(trial.parameter("norm.weight")));
    assertThat(LayerTrial.flat(trial.run(output.attention())))
        .containsExactly(LayerTrial.flat(attention));
  }

  /** The token's start and place come in by one sum: only what they add up to can matter. */
  @Test
  void theClassTokenHasAPlaceOfItsOwn() {
    var output = run(true);
    trial.randomize(0.3);
    var expected = trial.run(output.tokens());
    var token = LayerTrial.flat(trial.run(trial.parameter("cls_token")));
    var positions = LayerTrial.flat(trial.run(trial.parameter("pos_embed")));
    for (int channel = 0; channel < WIDTH; channel++) {
      token[channel] += positions[channel] - channel;
      positions[channel] = channel;
    }
    trial.assign("cls_token", trial.constant(LayerTrial.array(token, 1, 1, WIDTH)));
    trial.assign("pos_embed", trial.constant(LayerTrial.array(positions, 1, 17, WIDTH)));
    Closeness.assertClose("tokens", trial.run(output.tokens()), expected);
  }

  /** A network for images of 16×16 pixels, and thus a resampled embedding here. */
  private BackboneOutput run(boolean classToken) {
    var config = new VitConfig(16, 4, WIDTH, 2, HEADS, 2, 0.5, classToken).withoutDropPath();
    assertThat(config.classToken()).isEqualTo(classToken);
    return new VisionTransformer(trial.scope(), config).apply(trial.constant(images));
  }

  private List<String> names() {
    return trial.scope().parameters().stream().map(parameter -> parameter.name()).toList();
  }
}
