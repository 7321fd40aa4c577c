package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Example;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Against Java's own decoders. */
final class EncodedImageTest {

  @Test
  void pngIsExactAndJpegWithinRounding() throws IOException {
    int pngs = 0;
    for (var example : TinyRecords.examples()) {
      boolean png = TinyRecords.fileName(example).endsWith(".png");
      var image = ImageIO.read(new ByteArrayInputStream(TinyRecords.encoded(example)));

      var difference = PictureDifference.between(decode(example), Picture.of(image));

      if (png) {
        pngs++;
        assertThat(difference.largest()).isZero();
      } else {
        assertThat(difference.mean()).as(TinyRecords.fileName(example)).isLessThan(0.5);
      }
    }
    assertThat(pngs).isEqualTo(1);
  }

  @Test
  void grayIsRepeatedInThreeChannels() throws IOException {
    var gray =
        TinyRecords.examples().stream()
            .filter(example -> TinyRecords.fileName(example).startsWith("gray-"))
            .findFirst()
            .orElseThrow();

    var picture = decode(gray);

    assertThat(picture.size()).isEqualTo(160 * 160 * 3);
    for (int i = 0; i < picture.size(); i += 3) {
      assertThat(picture.level(i)).isEqualTo(picture.level(i + 1)).isEqualTo(picture.level(i + 2));
    }
  }

  private static Picture decode(Example example) {
    try (var graph = new Graph();
        var session = new Session(graph);
        var serialized = TinyRecords.serialized(example)) {
      var tf = Ops.create(graph);
      var fed = tf.placeholder(TString.class);
      var pixels = EncodedImage.parse(tf, fed).decode(tf);
      try (var result = session.runner().feed(fed, serialized).fetch(pixels).run()) {
        return Picture.of((TUint8) result.get(0));
      }
    }
  }
}
