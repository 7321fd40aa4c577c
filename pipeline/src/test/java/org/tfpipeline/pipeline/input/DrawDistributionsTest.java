package org.tfpipeline.pipeline.input;

import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * What is drawn for 20,000 images of one size, as training draws it, against the distributions of
 * torchvision's transforms in the published recipe.
 */
final class DrawDistributionsTest {

  private static final int IMAGES = 20_000;
  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;

  private static final ColorConfig COLOR =
      new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2.0);
  private static final MultiCropConfig CROPS =
      new MultiCropConfig(
          224,
          96,
          ImmutableList.of(new ViewConfig(0.25, 1, 1, 0), new ViewConfig(0.25, 1, 0.1, 0.2)),
          new ViewConfig(0.05, 0.25, 0.5, 0),
          1,
          COLOR,
          Interpolation.BICUBIC);

  private static final int VIEWS = 3;
  private static final int[][][] BOXES = new int[VIEWS][IMAGES][];
  private static final double[][] FLIPS = new double[VIEWS][IMAGES];
  private static final float[] COLOR_DRAWS = new float[IMAGES * VIEWS * ColorParameters.DRAWS];

  @BeforeAll
  static void draw() {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var index = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      var draws = new MultiCrop(CROPS, 2022).draw(tf, tf.array(HEIGHT, WIDTH, 3), index);
      for (int image = 0; image < IMAGES; image++) {
        try (var fed = TInt64.scalarOf(image);
            var result =
                session
                    .runner()
                    .feed(index, fed)
                    .fetch(draws.boxes())
                    .fetch(draws.flips())
                    .fetch(draws.color())
                    .run()) {
          keep(image, (TInt32) result.get(0), (TInt32) result.get(1), (TFloat32) result.get(2));
        }
      }
    }
  }

  private static void keep(int image, TInt32 boxes, TInt32 flips, TFloat32 color) {
    for (int view = 0; view < VIEWS; view++) {
      int row = view;
      BOXES[view][image] = range(0, 4).map(side -> boxes.getInt(row, side)).toArray();
      FLIPS[view][image] = flips.getInt(view, 0);
      for (int draw = 0; draw < ColorParameters.DRAWS; draw++) {
        COLOR_DRAWS[(image * VIEWS + view) * ColorParameters.DRAWS + draw] =
            color.getFloat(view, draw);
      }
    }
  }

  /** Against as many boxes of torchvision's algorithm, from Java's own random numbers. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void boxesAreDistributedAsTorchvisions(int view) {
    var random = new Random(view);
    var expected = new int[IMAGES][];
    for (int image = 0; image < IMAGES; image++) {
      double[] draws = random.doubles(CropBoxes.DRAWS).toArray();
      var box = TorchvisionBoxes.of(draws, 0, CROPS.views().get(view), HEIGHT, WIDTH);
      expected[image] = new int[] {box.top(), box.left(), box.height(), box.width()};
    }
    Map<String, ToDoubleFunction<int[]>> sides =
        Map.of(
            "top", box -> box[0],
            "left", box -> box[1],
            "height", box -> box[2],
            "width", box -> box[3],
            "area", box -> (double) box[2] * box[3],
            "ratio", box -> (double) box[3] / box[2]);
    sides.forEach(
        (name, side) -> sample(name, BOXES[view], side).assertLike(sample(name, expected, side)));
  }

  /** Area and ratio of local boxes, of which every first attempt fits, against their formulas. */
  @Test
  void localBoxesAreUniformInAreaAndLogarithmOfRatio() {
    // Sides are whole pixels; the draw behind them is known to within half a pixel.
    double slack = 0.5 / Math.sqrt(0.05 * HEIGHT * WIDTH);
    double low = Math.log(3.0 / 4);
    double high = Math.log(4.0 / 3);

    assertThat(List.of(BOXES[2]))
        .allSatisfy(
            box -> {
              double area = (double) box[2] * box[3] / (HEIGHT * WIDTH);
              assertThat(area).isBetween(0.05 * (1 - 2 * slack), 0.25 * (1 + 2 * slack));
              assertThat(Math.log((double) box[3] / box[2]))
                  .isBetween(low - 3 * slack, high + 3 * slack);
            });
    var jitter = new Random(5);
    sample(
            "area",
            BOXES[2],
            box ->
                (box[2] + jitter.nextDouble() - 0.5)
                    * (box[3] + jitter.nextDouble() - 0.5)
                    / (HEIGHT * WIDTH))
        .assertDistributed(area -> Math.min(1, Math.max(0, (area - 0.05) / 0.2)));
    sample(
            "ratio",
            BOXES[2],
            box ->
                Math.log(
                    (box[3] + jitter.nextDouble() - 0.5) / (box[2] + jitter.nextDouble() - 0.5)))
        .assertDistributed(logarithm -> Math.min(1, Math.max(0, (logarithm - low) / (high - low))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void halfOfTheViewsAreMirrored(int view) {
    new Sample("flip", FLIPS[view]).assertChance(0.5);
  }

  /** Views differ in blur and solarisation only. */
  @Test
  void colorsAreDistributedAsTheRecipes() {
    double[] blur = {1, 0.1, 0.5};
    double[] solarize = {0, 0.2, 0};
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var draws =
          TFloat32.tensorOf(
              Shape.of(IMAGES, VIEWS, ColorParameters.DRAWS), DataBuffers.of(COLOR_DRAWS));
      var parameters = ColorParameters.fromDraws(tf, tf.constantOf(draws), COLOR, CROPS.views());
      for (int view = 0; view < VIEWS; view++) {
        sample("jitter", parameters.jittered(), view).assertChance(0.8);
        sample("grayscale", parameters.grayscaled(), view).assertChance(0.2);
        sample("solarize", parameters.solarized(), view).assertChance(solarize[view]);
        sample("brightness", parameters.brightness(), view).assertUniform(0.6, 1.4);
        sample("contrast", parameters.contrast(), view).assertUniform(0.6, 1.4);
        sample("saturation", parameters.saturation(), view).assertUniform(0.8, 1.2);
        sample("hue", parameters.hue(), view).assertUniform(-0.1, 0.1);
        sample("order", parameters.order(), view).assertEquallyFrequent(JitterOrder.COUNT);
        double[] radii = values(parameters.blurRadius(), view);
        new Sample("blur", Arrays.stream(radii).map(r -> r > 0 ? 1 : 0).toArray())
            .assertChance(blur[view]);
        new Sample("radius", Arrays.stream(radii).filter(r -> r > 0).toArray())
            .assertUniform(0.1, 2);
      }
    }
  }

  /** No draw tells another: ranks of neighbouring draws, views and images are uncorrelated. */
  @Test
  void drawsAreIndependent() {
    int perImage = VIEWS * ColorParameters.DRAWS;
    for (int lag : new int[] {1, ColorParameters.DRAWS, perImage, 64 * perImage}) {
      int count = COLOR_DRAWS.length - lag;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (COLOR_DRAWS[i] - 0.5) * (COLOR_DRAWS[i + lag] - 0.5);
      }
      // The correlation of independent draws has the standard deviation 1 / root of the count.
      assertThat(Math.abs(12 * sum / count)).as("lag %d", lag).isLessThan(4 / Math.sqrt(count));
    }
  }

  /** Nor does any parameter of a view tell another; of a box, size and place depend on another. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void parametersAreUncorrelated(int view) {
    try (var session = EagerSession.create()) {
      var geometry =
          Map.of(
              "top", box(view, box -> box[0]),
              "left", box(view, box -> box[1]),
              "area", box(view, box -> (double) box[2] * box[3]),
              "ratio", box(view, box -> (double) box[3] / box[2]));
      var others = colors(Ops.create(session), view);
      others.put("flip", FLIPS[view]);
      others.forEach(
          (name, values) -> {
            geometry.forEach((side, sides) -> assertUncorrelated(name, values, side, sides));
            others.tailMap(name, false).forEach((o, v) -> assertUncorrelated(name, values, o, v));
          });
    }
  }

  /** What shares a seed need not be correlated, and is not independent either. */
  @Test
  void purposesHaveSeedsOfTheirOwn() {
    var seeds =
        Stream.of(RandomKey.values())
            .flatMap(purpose -> LongStream.range(0, 100).mapToObj(purpose::derive));
    assertThat(seeds).doesNotHaveDuplicates();
  }

  private static NavigableMap<String, double[]> colors(Ops tf, int view) {
    var draws =
        TFloat32.tensorOf(
            Shape.of(IMAGES, VIEWS, ColorParameters.DRAWS), DataBuffers.of(COLOR_DRAWS));
    // Chances of a half tell most.
    var even = new ViewConfig(0.05, 1, 0.5, 0.5);
    var color = new ColorConfig(0.5, 0.5, 0.4, 0.4, 0.2, 0.1, 0.5, 0.1, 2.0);
    var parameters =
        ColorParameters.fromDraws(tf, tf.constantOf(draws), color, List.of(even, even, even));
    return new TreeMap<>(
        Map.of(
            "jitter", values(parameters.jittered(), view),
            "brightness", values(parameters.brightness(), view),
            "contrast", values(parameters.contrast(), view),
            "saturation", values(parameters.saturation(), view),
            "hue", values(parameters.hue(), view),
            "order", values(parameters.order(), view),
            "gray", values(parameters.grayscaled(), view),
            "blur", values(parameters.blurRadius(), view),
            "solarize", values(parameters.solarized(), view)));
  }

  private static double[] box(int view, ToDoubleFunction<int[]> side) {
    return Arrays.stream(BOXES[view]).mapToDouble(side).toArray();
  }

  private static void assertUncorrelated(String one, double[] x, String other, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    assertThat(Math.abs(products / Math.sqrt(squaresX * squaresY)))
        .as("correlation of %s and %s", one, other)
        .isLessThan(4.5 / Math.sqrt(x.length));
  }

  private static Sample sample(String name, int[][] boxes, ToDoubleFunction<int[]> value) {
    return new Sample(name, Arrays.stream(boxes).mapToDouble(value).toArray());
  }

  private static Sample sample(String name, Operand<? extends TNumber> cropMajor, int view) {
    return new Sample(name, values(cropMajor, view));
  }

  private static double[] values(Operand<? extends TNumber> cropMajor, int view) {
    var tensor = (NdArray<? extends Number>) cropMajor.asTensor();
    return range(0, IMAGES)
        .mapToDouble(image -> tensor.getObject((long) view * IMAGES + image).doubleValue())
        .toArray();
  }
}
