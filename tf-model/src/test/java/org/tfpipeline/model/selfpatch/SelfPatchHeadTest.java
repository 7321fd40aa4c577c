package org.tfpipeline.model.selfpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.vit.VitConfig;

class SelfPatchHeadTest {
  private static final int BATCH = 2;
  private static final int PATCHES = 12;
  private static final int WIDTH = 12;
  private static final int HEADS = 3;
  private static final int POSITIVES = 4;

  private final LayerTrial trial = new LayerTrial();
  private final Ops tf = trial.tf();
  private final SelfPatchHead head =
      new SelfPatchHead(
          trial.scope(),
          new SelfPatchConfig(2, 3, POSITIVES),
          new VitConfig(32, 8, WIDTH, 1, HEADS, 2, 0, false));
  private final FloatNdArray tokens = LayerTrial.random(1, 1, BATCH, PATCHES, WIDTH);

  @AfterEach
  void close() {
    trial.close();
  }

  /** The image's path, over nothing but the positives of a patch, tells what is right. */
  @Test
  void aNeighborhoodIsAggregatedAsAnImageOfItsPatchesAloneWouldBe() {
    var positives = new int[BATCH][PATCHES][POSITIVES];
    var chosen = new float[BATCH * PATCHES * POSITIVES * WIDTH];
    int next = 0;
    for (int image = 0; image < BATCH; image++) {
      for (int patch = 0; patch < PATCHES; patch++) {
        for (int i = 0; i < POSITIVES; i++) {
          int positive = (patch * (image + 2) + 3 * i + 1) % PATCHES;
          positives[image][patch][i] = positive;
          for (int channel = 0; channel < WIDTH; channel++) {
            chosen[next++] = tokens.getFloat(image, positive, channel);
          }
        }
      }
    }
    var neighborhoods = trial.constant(LayerTrial.array(chosen, BATCH * PATCHES, POSITIVES, WIDTH));
    trial.randomize(0.3);

    var actual = head.aggregateNeighbors(trial.constant(tokens), tf.constant(positives));
    var expected = head.aggregateImage(neighborhoods).token();
    assertThat(actual.shape().asArray()).containsExactly(BATCH, PATCHES, WIDTH);
    Closeness.assertClose("aggregates", trial.run(actual), trial.run(expected));
  }

  @Test
  void withoutQueriesAttentionIsTheSameForTheTokenAndEveryPatch() {
    trial.randomize(0.3);
    for (var parameter : new String[] {"weight", "bias"}) {
      var name = "cls_blocks.1.attn.q." + parameter;
      trial.assign(name, tf.zerosLike(trial.parameter(name)));
    }
    var attention = trial.run(head.aggregateImage(trial.constant(tokens)).attention());
    assertThat(attention.shape().asArray()).containsExactly(BATCH, HEADS, PATCHES);
    for (float weight : LayerTrial.flat(attention)) {
      assertThat((double) weight).isCloseTo(1.0 / (1 + PATCHES), within(1e-6));
    }
  }

  @Test
  void attentionLeavesOutTheTokensOwnWeight() {
    trial.randomize(0.3);
    var attention = trial.run(head.aggregateImage(trial.constant(tokens)).attention());
    for (int image = 0; image < BATCH; image++) {
      for (int i = 0; i < HEADS; i++) {
        double sum = 0;
        for (int patch = 0; patch < PATCHES; patch++) {
          assertThat(attention.getFloat(image, i, patch)).isPositive();
          sum += attention.getFloat(image, i, patch);
        }
        assertThat(sum).isBetween(0.01, 0.99);
      }
    }
  }

  @Test
  void attentionFollowsItsPatchesAndTheTokenDoesNotCareForTheirOrder() {
    trial.randomize(0.3);
    Operand<TFloat32> patches = trial.constant(tokens);
    var aggregate = head.aggregateImage(patches);
    var backwards = head.aggregateImage(tf.reverse(patches, tf.constant(new int[] {1})));
    Closeness.assertClose("token", trial.run(backwards.token()), trial.run(aggregate.token()));
    var expected = tf.reverse(aggregate.attention(), tf.constant(new int[] {2}));
    Closeness.assertClose("attention", trial.run(backwards.attention()), trial.run(expected));
  }

  @Test
  void theStudentsPatchesGoThroughTheHeadsLastNormalization() {
    trial.randomize(0.3);
    var actual = trial.run(head.normalizePatches(trial.constant(tokens)));
    var weight = trial.run(trial.parameter("norm.weight"));
    var bias = trial.run(trial.parameter("norm.bias"));
    for (int image = 0; image < BATCH; image++) {
      for (int patch = 0; patch < PATCHES; patch++) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
          double value = tokens.getFloat(image, patch, i);
          mean += value / WIDTH;
          squares += value * value / WIDTH;
        }
        double deviation = Math.sqrt(squares - mean * mean + 1e-6);
        for (int i = 0; i < WIDTH; i++) {
          double normalized = (tokens.getFloat(image, patch, i) - mean) / deviation;
          assertThat((double) actual.getFloat(image, patch, i))
              .isCloseTo(normalized * weight.getFloat(i) + bias.getFloat(i), within(1e-5));
        }
      }
    }
  }
}
