package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

final class StepDrawsTest {

  @Test
  void equalKeysGiveEqualDraws() {
    assertThat(draw(1, 5, "global.blocks.1.attn")).isEqualTo(draw(1, 5, "global.blocks.1.attn"));
  }

  @Test
  void seedStepResolutionAndBranchAllMakeADifference() {
    var distinct = new HashSet<List<Float>>();
    for (long seed : new long[] {1, 2}) {
      for (long step : new long[] {0, 1, 1L << 40}) {
        for (var resolution : List.of("global", "local")) {
          for (var branch : List.of(".blocks.1.attn", ".blocks.1.mlp", ".blocks.2.attn")) {
            assertThat(distinct.add(draw(seed, step, resolution + branch))).isTrue();
          }
        }
      }
    }
    assertThat(distinct).hasSize(2 * 3 * 2 * 3);
  }

  @Test
  void drawsAreSpreadOverTheUnitInterval() {
    var draws = draw(1, 0, "local.blocks.3.mlp");
    assertThat(draws).hasSize(1000).allMatch(value -> value >= 0 && value < 1);
    for (int tenth = 0; tenth < 10; tenth++) {
      double low = tenth / 10.0;
      // A hundred on average, with a deviation of 9.5.
      assertThat(draws.stream().filter(value -> value >= low && value < low + 0.1).count())
          .isBetween(60L, 140L);
    }
  }

  private static List<Float> draw(long seed, long step, String branch) {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var draws = new StepDraws(tf, seed, tf.constant(step)).uniform(branch, tf.constant(1000));
      return Floats.asList(FloatArrays.fetch(session, draws));
    }
  }
}
