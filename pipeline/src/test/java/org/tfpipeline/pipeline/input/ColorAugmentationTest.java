package org.tfpipeline.pipeline.input;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Against what torchvision and Pillow made of the same crops. */
final class ColorAugmentationTest {

  private static final ViewConfig VIEW = new ViewConfig(0.25, 1, 1, 1);
  private static final ColorConfig WITH_HUE =
      new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2.0);
  private static final ColorConfig WITHOUT_HUE =
      new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0, 0.2, 0.1, 2.0);

  static ReferenceCase[] cases() throws IOException {
    return ReferenceCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void all(ReferenceCase r) throws IOException {
    var none = ColorSettings.NONE;
    show(r, "only_brightness", WITHOUT_HUE, none.jitter(r.brightness(), 1, 1, 0));
    show(r, "only_contrast", WITHOUT_HUE, none.jitter(1, r.contrast(), 1, 0));
    show(r, "only_saturation", WITHOUT_HUE, none.jitter(1, 1, r.saturation(), 0));
    show(r, "only_hue", WITH_HUE, none.jitter(1, 1, 1, r.hue()));
    show(r, "only_gray", WITH_HUE, none.grayscale());
    show(r, "only_blur", WITH_HUE, none.blur(r.blurRadius()));
    show(r, "only_solarize", WITH_HUE, none.solarize());
  }

  private static void show(ReferenceCase r, String name, ColorConfig config, ColorSettings settings)
      throws IOException {
    var d = PictureDifference.between(augment(r.output("crop"), config, settings), r.output(name));
    System.out.println(r + " " + name + " " + d);
  }

  private static Picture augment(Picture crop, ColorConfig config, ColorSettings settings) {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var planes =
          tf.linalg.transpose(
              tf.expandDims(
                  tf.dtypes.cast(tf.constantOf(crop.tensor()), TFloat32.class), tf.constant(0)),
              tf.array(3, 0, 1, 2));
      var result =
          new ColorAugmentation(config, List.of(VIEW)).augment(tf, planes, settings.parameters(tf));
      var image =
          tf.dtypes.cast(
              tf.squeeze(tf.linalg.transpose(result, tf.array(1, 2, 3, 0))), TUint8.class);
      return Picture.of(image.asTensor());
    }
  }
}
