package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How uniform draws become the recipe's parameters. */
final class ColorParametersTest {

  private static final int BATCH = 2000;
  private static final ColorConfig COLOR =
      new ColorConfig(0.5, 0.8, 0.4, 0.3, 0.2, 0.1, 0.2, 0.1, 2.0);
  private static final List<ViewConfig> VIEWS =
      List.of(new ViewConfig(0.25, 1, 1, 0), new ViewConfig(0.25, 1, 0.1, 0.2));

  @Test
  void chancesAndRangesAreTheRecipes() {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var draws =
          tf.random.statelessRandomUniform(
              tf.array(BATCH, VIEWS.size(), ColorParameters.DRAWS), tf.array(3L, 4L));

      var parameters = ColorParameters.fromDraws(tf, draws, COLOR, VIEWS);

      assertThat(mean(values(parameters.jittered()))).isCloseTo(0.8, within(0.03));
      assertThat(mean(values(parameters.grayscaled()))).isCloseTo(0.2, within(0.03));
      assertUniform(values(parameters.brightness()), 0.6, 1.4);
      assertUniform(values(parameters.contrast()), 0.7, 1.3);
      assertUniform(values(parameters.saturation()), 0.8, 1.2);
      assertUniform(values(parameters.hue()), -0.1, 0.1);
      // Crop-major: the first half of the crops is the first view's.
      var radius = values(parameters.blurRadius());
      assertUniform(radius.subList(0, BATCH), 0.1, 2);
      assertThat(radius.subList(BATCH, 2 * BATCH).stream().filter(r -> r > 0).count())
          .isBetween(BATCH / 20L, BATCH * 3 / 20L);
      var solarized = values(parameters.solarized());
      assertThat(solarized.subList(0, BATCH)).containsOnly(0f);
      assertThat(mean(solarized.subList(BATCH, 2 * BATCH))).isCloseTo(0.2, within(0.03));
      assertThat(parameters.order().asTensor().streamOfObjects().distinct())
          .hasSize(JitterOrder.COUNT)
          .allMatch(order -> order >= 0 && order < JitterOrder.COUNT);
    }
  }

  private static void assertUniform(List<Float> values, double low, double high) {
    assertThat(values).allMatch(value -> value > low - 1e-6 && value < high + 1e-6);
    assertThat(mean(values)).isCloseTo((low + high) / 2, within((high - low) / 40));
    double quarter = low + (high - low) / 4;
    assertThat(values.stream().filter(value -> value < quarter).count())
        .isBetween(values.size() * 22L / 100, values.size() * 28L / 100);
  }

  private static List<Float> values(Operand<TFloat32> vector) {
    return vector.asTensor().streamOfObjects().toList();
  }

  private static double mean(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
  }
}
