package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The whole augmentation against torchvision's and Pillow's results, for the cases of any folder
 * ({@code -Daugmentation.dir=FOLDER}), with the tolerances that its README gives an implementation
 * in floating point. {@link MultiCropTest} and {@link ColorAugmentationTest} are stricter.
 */
final class AugmentationReferenceTest {

  /** Mean differences in 8-bit levels. */
  private static final double CROP = 0.6;

  private static final double SINGLE = 1.0;
  private static final double HUE = 1.5;
  private static final double FINAL = 2.5;

  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);

  static ReferenceCase[] cases() throws IOException {
    // A relative folder is meant from where the build was started, not from this module.
    var base = Path.of(System.getProperty("reference.base", ""));
    var folder = System.getProperty("augmentation.dir", "");
    return folder.isEmpty() ? ReferenceCase.all() : ReferenceCase.in(base.resolve(folder));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void thereAreCasesAndAllTheirPictures() throws IOException {
    assertThat(cases()).isNotEmpty();
    for (var reference : cases()) {
      assertThat(reference.outputs().keySet())
          .as("%s: every result has a test here", reference)
          .isSubsetOf(
              "crop",
              "only_brightness",
              "only_contrast",
              "only_saturation",
              "only_hue",
              "only_gray",
              "only_blur",
              "only_solarize",
              "after_jitter",
              "final");
      assertThat(reference.outputs().values()).allMatch(file -> Files.exists(Path.of(file)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void crop(ReferenceCase reference) throws IOException {
    var difference = PictureDifference.between(cropped(reference), reference.output("crop"));

    assertThat(difference.mean()).isLessThanOrEqualTo(CROP);
    assertThat(difference.shareAbove(4)).isLessThanOrEqualTo(1e-4);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachOperation(ReferenceCase reference) throws IOException {
    var none = ColorSettings.NONE;

    for (var output : reference.outputs().keySet()) {
      switch (output) {
        case "only_brightness" ->
            assertClose(reference, output, none.jitter(reference.brightness(), 1, 1, 0), SINGLE);
        case "only_contrast" ->
            assertClose(reference, output, none.jitter(1, reference.contrast(), 1, 0), SINGLE);
        case "only_saturation" ->
            assertClose(reference, output, none.jitter(1, 1, reference.saturation(), 0), SINGLE);
        case "only_hue" ->
            assertClose(reference, output, none.jitter(1, 1, 1, reference.hue()), HUE);
        case "only_gray" -> assertClose(reference, output, none.grayscale(), SINGLE);
        case "only_blur" ->
            assertClose(reference, output, none.blur(reference.blurRadius()), SINGLE);
        case "only_solarize" -> assertClose(reference, output, none.solarize(), SINGLE);
        default -> {} // Not of a single operation.
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void jitterInItsOrder(ReferenceCase reference) throws IOException {
    var crop = reference.output("crop");
    var jittered =
        augmented(
            reference.flip() ? crop.mirrored() : crop, ColorSettings.of(reference).onlyJitter());

    assertThat(PictureDifference.between(jittered, reference.output("after_jitter")).mean())
        .isLessThanOrEqualTo(FINAL);
  }

  /** From the picture to what the network sees, by this project alone. */
  @ParameterizedTest
  @MethodSource("cases")
  void everything(ReferenceCase reference) throws IOException {
    var crop = cropped(reference);
    var actual = augmented(reference.flip() ? crop.mirrored() : crop, ColorSettings.of(reference));

    assertThat(PictureDifference.between(actual, reference.output("final")).mean())
        .isLessThanOrEqualTo(FINAL);
    for (int channel = 0; channel < 3; channel++) {
      var statistics = NormalizedChannel.of(actual, channel);
      double level = 1 / (255 * NormalizedChannel.DEVIATION[channel]);
      assertThat(statistics.mean() - reference.normalizedMean().get(channel))
          .as("mean of channel %d", channel)
          .isBetween(-FINAL * level, FINAL * level);
      assertThat(statistics.deviation() - reference.normalizedDeviation().get(channel))
          .as("deviation of channel %d", channel)
          .isBetween(-FINAL * level, FINAL * level);
    }
  }

  /** Mean and standard deviation of a channel after ImageNet's normalisation. */
  private record NormalizedChannel(double mean, double deviation) {
    static final double[] MEAN = {0.485, 0.456, 0.406};
    static final double[] DEVIATION = {0.229, 0.224, 0.225};

    static NormalizedChannel of(Picture picture, int channel) {
      int pixels = picture.size() / 3;
      double sum = 0;
      double squares = 0;
      for (int pixel = 0; pixel < pixels; pixel++) {
        double value =
            (picture.level(3 * pixel + channel) / 255.0 - MEAN[channel]) / DEVIATION[channel];
        sum += value;
        squares += value * value;
      }
      double mean = sum / pixels;
      return new NormalizedChannel(mean, Math.sqrt(squares / pixels - mean * mean));
    }
  }

  private Picture cropped(ReferenceCase reference) throws IOException {
    var box = reference.crop();
    var crops =
        new BoxResize(tf, Interpolation.BICUBIC, reference.size())
            .apply(
                tf.constantOf(reference.inputPicture().tensor()),
                tf.constant(new int[][] {{box.top(), box.left(), box.height(), box.width()}}),
                1);
    return Picture.ofCrop(crops.asTensor().get(0));
  }

  private void assertClose(
      ReferenceCase reference, String output, ColorSettings settings, double tolerance)
      throws IOException {
    var actual = augmented(reference.output("crop"), settings);
    assertThat(PictureDifference.between(actual, reference.output(output)).mean())
        .as(output)
        .isLessThanOrEqualTo(tolerance);
  }

  private Picture augmented(Picture crop, ColorSettings settings) {
    var view = new ViewConfig(0.25, 1, 1, 1);
    // Whether hue takes part is the recipe's, as is its detour through HSV.
    var color =
        new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, settings.hue() == 0 ? 0 : 0.1, 0.2, 0.1, 2);
    Operand<TUint8> batch = tf.expandDims(tf.constantOf(crop.cropTensor()), tf.constant(0));
    var planes = tf.linalg.transpose(tf.dtypes.cast(batch, TFloat32.class), tf.array(2, 0, 1, 3));
    var result =
        new ColorAugmentation(color, List.of(view))
            .augment(tf, planes, ColorSettings.parameters(tf, List.of(settings)));
    var images = tf.linalg.transpose(result, tf.array(1, 2, 0, 3));
    return Picture.ofCrop(tf.dtypes.cast(images, TUint8.class).asTensor().get(0));
  }
}
