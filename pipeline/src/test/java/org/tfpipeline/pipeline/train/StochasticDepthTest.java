package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.reference.ClosedForm;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.model.vit.VisionTransformer;
import org.tfpipeline.model.vit.VitConfig;

/** Stochastic depth where it is used: at which rates, in which branches, with which draws. */
final class StochasticDepthTest {
  private static final Path NO_RECORDS = Path.of("none");

  /** With it the centres stand still. */
  private static final LossConfig LOSS = new LossConfig(0.1, 1);

  @Test
  void ratesRiseEvenlyFromNoneInTheFirstBlock() {
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var store = new VariableStore(tf);
      var config = new VitConfig(16, 8, 16, 4, 2, 4, 0.3, false);
      var backbone = new VisionTransformer(ParameterScope.root(store, "", 1), config);
      var image = ClosedForm.images(1, 16, 16, 5).flat();
      Operand<TFloat32> images =
          tf.tile(
              tf.reshape(tf.constant(image), tf.constant(new int[] {1, 16, 16, 3})),
              tf.constant(new int[] {3, 1, 1, 1}));
      try (var session = new Session(graph)) {
        for (var variable : store.variables()) {
          session.runner().addTarget(variable.initializer()).run().close();
        }
        for (int block = 1; block < 4; block++) {
          for (var part : List.of(".attn", ".mlp")) {
            var examined = "blocks." + block + part;
            float rate = 0.1f * block;
            var asked = new ArrayList<String>();
            DropPath.Draws draws =
                (branch, batch) -> {
                  asked.add(branch);
                  return tf.constant(
                      branch.equals(examined)
                          ? new float[] {rate - 1e-3f, rate + 1e-3f, 0.999f}
                          : new float[] {0.999f, 0.999f, 0.999f});
                };
            var tokens = FloatArrays.fetch(session, backbone.apply(images, draws).patchTokens());
            assertThat(asked)
                .containsExactly(
                    "blocks.1.attn",
                    "blocks.1.mlp",
                    "blocks.2.attn",
                    "blocks.2.mlp",
                    "blocks.3.attn",
                    "blocks.3.mlp");
            assertThat(distance(tokens, 0, 1)).as(examined).isGreaterThan(1e-4f);
            assertThat(distance(tokens, 1, 2)).as(examined).isLessThan(1e-5f);
          }
        }
      }
    }
  }

  /** The largest difference between the tokens of two of three samples. */
  private static float distance(float[] tokens, int sample, int other) {
    int each = tokens.length / 3;
    float largest = 0;
    for (int i = 0; i < each; i++) {
      largest = Math.max(largest, Math.abs(tokens[sample * each + i] - tokens[other * each + i]));
    }
    return largest;
  }

  static List<Optional<PatchLevelConfig>> patchLevels() {
    return List.of(Optional.empty(), TinyRuns.patchLevel(0.1));
  }

  @ParameterizedTest
  @MethodSource("patchLevels")
  void onlyTheStudentDrawsAndApartForEachResolution(Optional<PatchLevelConfig> patchLevel) {
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var store = new VariableStore(tf);
      var config = TinyRuns.config(NO_RECORDS, 0.5, patchLevel, LOSS, 0);
      var asked = new ArrayList<String>();
      var crops =
          new Crops(
              views(tf, 2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE),
              views(tf, TinyRuns.BATCH, TinyRuns.LOCAL_SIZE));
      Objective.of(
          store,
          config,
          crops,
          (branch, batch) -> {
            asked.add(branch);
            return tf.fill(tf.stack(List.of(batch)), tf.constant(0.5f));
          },
          tf.constant(0.04f));
      assertThat(asked)
          .containsExactlyInAnyOrder(
              "global.blocks.1.attn",
              "global.blocks.1.mlp",
              "local.blocks.1.attn",
              "local.blocks.1.mlp");
    }
  }

  @Test
  void everyStepOfTrainingHasItsOwnDraws() {
    var losses = lossesOfStepsThatChangeNothing(0.5);
    assertThat(losses).doesNotHaveDuplicates();
    assertThat(lossesOfStepsThatChangeNothing(0.5)).isEqualTo(losses);
  }

  @Test
  void withoutStochasticDepthStepsThatChangeNothingAreEqual() {
    assertThat(lossesOfStepsThatChangeNothing(0).stream().distinct()).hasSize(1);
  }

  /** Three steps on the same views, in which nothing but the count of steps moves. */
  private static List<Float> lossesOfStepsThatChangeNothing(double dropPathRate) {
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var globals = views(tf, 2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE);
      var locals = views(tf, TinyRuns.BATCH, TinyRuns.LOCAL_SIZE);
      var config = TinyRuns.config(NO_RECORDS, dropPathRate, TinyRuns.patchLevel(0.1), LOSS, 0);
      var training = new TrainingGraph(graph, tf, config, new Crops(globals, locals));
      var still = new ScheduledValues(0, 0, 1, 0.04);
      var losses = new ArrayList<Float>();
      try (var session = new Session(graph);
          var global = images(2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE);
          var local = images(TinyRuns.BATCH, TinyRuns.LOCAL_SIZE)) {
        training.initialize(session);
        for (int step = 0; step < 3; step++) {
          losses.add(
              training
                  .step(
                      session,
                      still,
                      /* lastLayersFrozen= */ false,
                      runner -> runner.feed(globals, global).feed(locals, local))
                  .get("loss"));
        }
      }
      return losses;
    }
  }

  private static Placeholder<TFloat32> views(Ops tf, int count, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(count, size, size, 3)));
  }

  private static TFloat32 images(int count, int size) {
    return TFloat32.tensorOf(
        Shape.of(count, size, size, 3),
        DataBuffers.of(ClosedForm.images(count, size, size, 7).flat()));
  }
}
