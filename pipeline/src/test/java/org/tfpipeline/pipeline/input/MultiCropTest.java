package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
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
      var image = tf.constantOf(reference.inputPicture().tensor());
      var boxes = tf.constant(new int[][] {{box.top(), box.left(), box.height(), box.width()}});
      var crops = new BoxResize(tf, Interpolation.BICUBIC, reference.size()).apply(image, boxes, 1);

      var difference =
          PictureDifference.between(
              Picture.ofCrop(crops.asTensor().get(0)), reference.output("crop"));

      assertThat(difference.mean()).isLessThan(0.3);
      assertThat(difference.shareAbove(1)).isLessThan(1e-3);
      assertThat(difference.largest()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aFlippedCropIsTheMirroredOne() throws IOException {
    var picture = cases()[0].inputPicture();

    var never = crops(picture, 0, 5);
    var always = crops(picture, 1, 5);

    assertThat(always).hasSize(4);
    for (int view = 0; view < always.size(); view++) {
      var mirrored = never.get(view).mirrored();
      assertThat(PictureDifference.between(always.get(view), mirrored).largest()).isZero();
    }
  }

  @Test
  void imagesAndViewsHaveDrawsOfTheirOwn() throws IOException {
    var picture = cases()[0].inputPicture();

    var one = crops(picture, 0, 5);
    var other = crops(picture, 0, 6);

    assertThat(PictureDifference.between(one.get(0), other.get(0)).mean()).isGreaterThan(5);
    assertThat(PictureDifference.between(one.get(0), one.get(1)).mean()).isGreaterThan(5);
    assertThat(PictureDifference.between(one.get(2), one.get(3)).mean()).isGreaterThan(5);
  }

  private static List<Picture> crops(Picture picture, double flipProbability, long imageIndex) {
    var view = new ViewConfig(0.1, 0.4, 0, 0);
    var color = new ColorConfig(flipProbability, 0, 0, 0, 0, 0, 0, 0.1, 2);
    var config =
        new MultiCropConfig(
            64, 32, ImmutableList.of(view, view), view, 2, color, Interpolation.BICUBIC);
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var views =
          new MultiCrop(config, 99)
              .cut(tf, tf.constantOf(picture.tensor()), tf.constant(imageIndex));
      return Stream.of(views.globals(), views.locals())
          .map(Operand::asTensor)
          .flatMap(crops -> Stream.of(crops.get(0), crops.get(1)))
          .map(Picture::ofCrop)
          .toList();
    }
  }
}
