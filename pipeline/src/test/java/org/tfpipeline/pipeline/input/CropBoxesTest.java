package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/** Against torchvision's algorithm, box by box. */
final class CropBoxesTest {

  private static final int VIEWS = 500;

  @ParameterizedTest
  @CsvSource({
    "0.25, 1, 375, 500", "0.05, 0.25, 375, 500", "0.25, 1, 500, 200", "0.05, 0.25, 31, 17",
    "0.9, 1, 100, 400", "0.25, 1, 3, 640", "0.25, 1, 640, 3", "0.05, 0.25, 1, 1"
  })
  void boxesAreTorchvisions(double minArea, double maxArea, int height, int width) {
    var view = new ViewConfig(minArea, maxArea, 0, 0);
    double[] draws = new Random(height).doubles((long) VIEWS * CropBoxes.DRAWS).toArray();

    int fallbacks = 0;
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var boxes =
          new CropBoxes(tf, Collections.nCopies(VIEWS, view))
              .sample(
                  tf.constant((double) height),
                  tf.constant((double) width),
                  tf.constantOf(
                      TFloat64.tensorOf(Shape.of(VIEWS, CropBoxes.DRAWS), DataBuffers.of(draws))))
              .asTensor();
      for (int i = 0; i < VIEWS; i++) {
        var box =
            List.of(boxes.getInt(i, 0), boxes.getInt(i, 1), boxes.getInt(i, 2), boxes.getInt(i, 3));
        var expected = TorchvisionBoxes.of(draws, i * CropBoxes.DRAWS, view, height, width);
        assertThat(box)
            .as("box %d", i)
            .isEqualTo(
                List.of(expected.top(), expected.left(), expected.height(), expected.width()));
        assertThat(box.get(0)).isBetween(0, height - box.get(2));
        assertThat(box.get(1)).isBetween(0, width - box.get(3));
        fallbacks += expected.fallback() ? 1 : 0;
      }
    }
    if (Math.max(height, width) > 100 * Math.min(height, width)) {
      assertThat(fallbacks).isEqualTo(VIEWS);
    }
  }
}
