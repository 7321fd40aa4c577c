package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Collections2;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Against what torchvision and Pillow made of the same crops. */
final class ColorAugmentationTest {

  private static final ViewConfig VIEW = new ViewConfig(0.25, 1, 1, 1);
  private static final ColorConfig COLOR =
      new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2.0);
  private static final ColorConfig WITHOUT_HUE =
      new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0, 0.2, 0.1, 2.0);

  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);

  static ReferenceCase[] cases() throws IOException {
    return ReferenceCase.all();
  }

  @AfterEach
  void close() {
    session.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void blendsAreExact(ReferenceCase reference) throws IOException {
    var none = ColorSettings.NONE;
    var brightness = none.jitter(reference.brightness(), 1, 1, 0);
    var contrast = none.jitter(1, reference.contrast(), 1, 0);
    var saturation = none.jitter(1, 1, reference.saturation(), 0);

    assertThat(difference(reference, "only_brightness", brightness, WITHOUT_HUE).largest())
        .isZero();
    assertThat(difference(reference, "only_contrast", contrast, WITHOUT_HUE).largest()).isZero();
    assertThat(difference(reference, "only_saturation", saturation, WITHOUT_HUE).largest())
        .isZero();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void grayAndSolarizeAreExact(ReferenceCase reference) throws IOException {
    var none = ColorSettings.NONE;

    assertThat(difference(reference, "only_gray", none.grayscale(), COLOR).largest()).isZero();
    assertThat(difference(reference, "only_solarize", none.solarize(), COLOR).largest()).isZero();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hueIsExactButForRoundingErrors(ReferenceCase reference) throws IOException {
    var hue = ColorSettings.NONE.jitter(1, 1, 1, reference.hue());

    var difference = difference(reference, "only_hue", hue, COLOR);

    assertThat(difference.mean()).isLessThan(0.03);
    assertThat(difference.largest()).isLessThanOrEqualTo(4);
  }

  /** Pillow rounds after each of its six passes, we once at the end. */
  @ParameterizedTest
  @MethodSource("cases")
  void blurIsPillowsButForRounding(ReferenceCase reference) throws IOException {
    var blur = ColorSettings.NONE.blur(reference.blurRadius());

    var difference = difference(reference, "only_blur", blur, COLOR);

    assertThat(difference.mean()).isLessThan(0.35);
    assertThat(difference.largest()).isLessThanOrEqualTo(3);
  }

  /** Boxes that leave the crop on both sides; the diagonals are Pillow 13.0.0's. */
  @ParameterizedTest
  @CsvSource({
    "3, 84 94 106 117 124 127 126 125 125 125 126 127 128 129 132 135",
    "8, 104 107 109 112 115 118 121 124 126 129 130 132 133 134 135 135",
    "20, 125 125 126 126 127 127 128 128 129 129 130 131 131 131 132 132",
    "64, 139 139 139 139 139 139 139 139 139 139 139 139 139 139 139 139"
  })
  void blurMayBeWiderThanTheCrop(double radius, String diagonal) {
    var crop = Picture.of(16, (x, y, channel) -> (17 * x * x + 29 * y) % 256);

    var blurred = augment(COLOR, List.of(crop), List.of(ColorSettings.NONE.blur(radius))).get(0);

    var expected = diagonal.split(" ", -1);
    for (int i = 0; i < 16; i++) {
      assertThat(blurred.level(3 * (16 * i + i)))
          .as("pixel %d", i)
          .isCloseTo(Integer.parseInt(expected[i]), within(3));
    }
  }

  /** Colours whose gray lies halfway between two levels, and Pillow 13.0.0's. */
  @ParameterizedTest
  @CsvSource({"0, 52, 184, 52", "1, 53, 185, 53", "2, 54, 186, 54", "3, 55, 187, 55"})
  void halvesOfGrayAreRoundedUp(int red, int green, int blue, int gray) {
    int[] color = {red, green, blue};
    var crop = Picture.of(16, (x, y, channel) -> color[channel]);

    var result = augment(COLOR, List.of(crop), List.of(ColorSettings.NONE.grayscale())).get(0);

    assertThat(result.level(0)).isEqualTo(gray);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everythingInTheOrderOfTheCase(ReferenceCase reference) throws IOException {
    var crop = reference.output("crop");
    var flipped = reference.flip() ? crop.mirrored() : crop;
    var settings = ColorSettings.of(reference);

    var jittered = augment(COLOR, List.of(flipped), List.of(settings.onlyJitter())).get(0);
    var whole = augment(COLOR, List.of(flipped), List.of(settings)).get(0);

    assertThat(PictureDifference.between(jittered, reference.output("after_jitter")).mean())
        .isLessThan(0.1);
    assertThat(PictureDifference.between(whole, reference.output("final")).mean()).isLessThan(0.5);
  }

  /** The slots of the batched graph do what one operation after the other does. */
  @Test
  void everyOrderIsItsOperationsOneByOne() throws IOException {
    var orders = Collections2.permutations(List.of(JitterOrder.Operation.values()));
    for (var order : orders) {
      var stepByStep = crop(0);
      for (var operation : order) {
        var single =
            switch (operation) {
              case BRIGHTNESS -> ColorSettings.NONE.jitter(1.3, 1, 1, 0);
              case CONTRAST -> ColorSettings.NONE.jitter(1, 0.7, 1, 0);
              case SATURATION -> ColorSettings.NONE.jitter(1, 1, 1.2, 0);
              case HUE -> ColorSettings.NONE.jitter(1, 1, 1, 0.08);
            };
        var color = operation == JitterOrder.Operation.HUE ? COLOR : WITHOUT_HUE;
        stepByStep = augment(color, List.of(stepByStep), List.of(single)).get(0);
      }
      var settings =
          ColorSettings.NONE.jitter(1.3, 0.7, 1.2, 0.08).inOrder(JitterOrder.numberOf(order));

      var atOnce = augment(COLOR, List.of(crop(0)), List.of(settings)).get(0);

      assertThat(PictureDifference.between(atOnce, stepByStep).largest())
          .as("order %s", order)
          .isZero();
    }
  }

  /** Each crop of a batch has parameters of its own and does not see its neighbours'. */
  @Test
  void aBatchIsItsCropsOneByOne() throws IOException {
    var crops = List.of(crop(0), crop(1), crop(2));
    var settings =
        List.of(
            ColorSettings.of(cases()[0]),
            ColorSettings.NONE,
            ColorSettings.of(cases()[2]).jitter(0.6, 1.4, 1.2, -0.1));

    var together = augment(COLOR, crops, settings);

    for (int i = 0; i < crops.size(); i++) {
      var alone = augment(COLOR, List.of(crops.get(i)), List.of(settings.get(i))).get(0);
      assertThat(PictureDifference.between(together.get(i), alone).largest()).isZero();
    }
    assertThat(PictureDifference.between(together.get(1), crops.get(1)).largest())
        .as("a crop with nothing to do stays as it is")
        .isZero();
  }

  /** Crops come out crop-major and normalised. */
  @Test
  void normalizesInCropMajorOrder() throws IOException {
    var never = new ViewConfig(0.25, 1, 0, 0);
    var nothing = new ColorConfig(0, 0, 0, 0, 0, 0, 0, 0.1, 2);
    // Two images of two views each: [[0, 1], [2, 0]].
    var batch = stack(List.of(crop(0), crop(1), crop(2), crop(0)));
    var crops = tf.reshape(batch, tf.array(2, 2, 96, 3, 96));
    var draws = tf.zeros(tf.array(2, 2, ColorParameters.DRAWS), TFloat32.class);

    var result =
        new ColorAugmentation(nothing, List.of(never, never)).augmentAndNormalize(tf, crops, draws);

    var expectedOrder = List.of(crop(0), crop(2), crop(1), crop(0));
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] deviation = {0.229f, 0.224f, 0.225f};
    var values = result.asTensor();
    assertThat(values.shape()).isEqualTo(Shape.of(4, 96, 96, 3));
    for (int image = 0; image < 4; image++) {
      for (int channel = 0; channel < 3; channel++) {
        float level = expectedOrder.get(image).level((17 * 96 + 31) * 3 + channel);
        assertThat(values.getFloat(image, 17, 31, channel))
            .isCloseTo((level / 255 - mean[channel]) / deviation[channel], within(1e-5f));
      }
    }
  }

  private static Picture crop(int number) throws IOException {
    return cases()[number].output("crop");
  }

  private PictureDifference difference(
      ReferenceCase reference, String output, ColorSettings settings, ColorConfig color)
      throws IOException {
    var actual = augment(color, List.of(reference.output("crop")), List.of(settings)).get(0);
    return PictureDifference.between(actual, reference.output(output));
  }

  private List<Picture> augment(
      ColorConfig color, List<Picture> crops, List<ColorSettings> settings) {
    var planes =
        tf.linalg.transpose(tf.dtypes.cast(stack(crops), TFloat32.class), tf.array(2, 0, 1, 3));
    var result =
        new ColorAugmentation(color, List.of(VIEW))
            .augment(tf, planes, ColorSettings.parameters(tf, settings));
    var images =
        tf.dtypes.cast(tf.linalg.transpose(result, tf.array(1, 2, 0, 3)), TUint8.class).asTensor();
    return IntStream.range(0, crops.size()).mapToObj(i -> Picture.ofCrop(images.get(i))).toList();
  }

  private Operand<TUint8> stack(List<Picture> pictures) {
    return tf.stack(
        pictures.stream().<Operand<TUint8>>map(p -> tf.constantOf(p.cropTensor())).toList());
  }
}
