package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;

/** Against what torchvision and Pillow cut out of the same pictures. */
final class MultiCropTest {

  static ReferenceCase[] cases() throws IOException {
    return ReferenceCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resizedBoxIsPillowsButForRounding(ReferenceCase reference) throws IOException {
    var box = reference.crop();
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var crop =
          MultiCrop.resizedBox(
              tf,
              tf.constantOf(reference.inputPicture().tensor()),
              tf.array(box.top(), box.left(), box.height(), box.width()),
              reference.size());

      var difference =
          PictureDifference.between(Picture.of(crop.asTensor()), reference.output("crop"));

      assertThat(difference.mean()).isLessThan(0.3);
      assertThat(difference.shareAbove(1)).isLessThan(1e-3);
      assertThat(difference.largest()).isLessThanOrEqualTo(4);
    }
  }
}
