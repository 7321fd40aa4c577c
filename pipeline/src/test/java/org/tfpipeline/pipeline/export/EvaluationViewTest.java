package org.tfpipeline.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Against Pillow, see the README beside the images. */
final class EvaluationViewTest {
  private static final int SIZE = 64;

  @ParameterizedTest
  @ValueSource(strings = {"portrait", "landscape"})
  void isWhatPillowMakesOfThePhotograph(String name) throws IOException {
    var differences = new ArrayList<Double>();
    List<Float> actual = view(name + ".jpg");
    List<Integer> expected = levels(name + "_view_64.png");
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      differences.add(Math.abs(actual.get(i) * 255.0 - expected.get(i)));
    }

    // Pillow rounds to whole levels after each of its two passes.
    assertThat(differences).allMatch(levels -> levels < 2);
    assertThat(differences.stream().mapToDouble(x -> x).average().orElseThrow()).isLessThan(0.5);
  }

  /** Values of {@code [1, size, size, 3]} in row-major order. */
  private static List<Float> view(String resource) throws IOException {
    try (var in = EvaluationViewTest.class.getResourceAsStream(resource);
        var graph = new Graph()) {
      var tf = Ops.create(graph);
      var encoded = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      var view = new EvaluationView(SIZE).of(tf, encoded);
      try (var session = new Session(graph);
          var bytes = TString.tensorOfBytes(NdArrays.vectorOfObjects(in.readAllBytes()));
          var result = session.runner().feed(encoded, bytes).fetch(view).run()) {
        var image = (TFloat32) result.get(0);
        assertThat(image.shape()).isEqualTo(Shape.of(1, SIZE, SIZE, 3));
        var values = new ArrayList<Float>();
        image.scalars().forEach(value -> values.add(value.getFloat()));
        return values;
      }
    }
  }

  private static List<Integer> levels(String resource) throws IOException {
    try (var in = EvaluationViewTest.class.getResourceAsStream(resource)) {
      var raster = ImageIO.read(in).getRaster();
      var levels = new ArrayList<Integer>();
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          for (int channel = 0; channel < 3; channel++) {
            levels.add(raster.getSample(x, y, channel));
          }
        }
      }
      return levels;
    }
  }
}
