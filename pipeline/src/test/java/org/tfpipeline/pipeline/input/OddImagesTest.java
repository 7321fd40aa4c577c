package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/** Real images of unusual kinds and sizes, against what Pillow makes of them. */
final class OddImagesTest {

  private static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "cmyk.jpg",
          "progressive.jpg",
          "thin.jpg",
          "one_pixel.jpg",
          "gray_alpha.png",
          "palette.png");

  @ParameterizedTest
  @ValueSource(strings = {"gray_alpha.png", "palette.png"})
  void pngIsExact(String name) throws IOException {
    assertThat(difference(name).largest()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "progressive.jpg", "thin.jpg", "one_pixel.jpg"})
  void jpegIsWithinRounding(String name) throws IOException {
    assertThat(difference(name).mean()).isLessThan(0.5);
  }

  @Test
  void allOfThemMakeOneBatch(@TempDir Path folder) throws IOException {
    var file = folder.resolve("odd.tfrecord");
    try (var writer = RecordWriter.create(file, Compression.GZIP)) {
      for (var name : NAMES) {
        writer.write(example(name));
      }
    }
    var shard = new Shard(file, Compression.GZIP, NAMES.size());
    var data =
        new DataConfig(
            "odd",
            ImmutableList.of(file),
            NAMES.size(),
            1,
            1,
            2,
            1,
            Remainder.DROP,
            BadRecords.STOP,
            false,
            Worker.ALONE);
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var input =
          InputGraph.create(Ops.create(graph), data, Step.function(7), 7, ImmutableList.of(shard));
      input.startEpoch(session, 0, 0);

      var images = Step.next(session, input).images();

      assertThat(new HashSet<>(images)).hasSize(NAMES.size());
      // The crops of a single pixel are all of one colour: three levels at most.
      assertThat(images).filteredOn(image -> new HashSet<>(image.globals()).size() <= 3).hasSize(1);
    }
  }

  private static PictureDifference difference(String name) throws IOException {
    try (var graph = new Graph();
        var session = new Session(graph);
        var serialized = TString.tensorOfBytes(NdArrays.scalarOfObject(example(name)))) {
      var tf = Ops.create(graph);
      var fed = tf.placeholder(TString.class);
      var pixels = EncodedImage.parse(tf, fed).decode(tf);
      try (var result = session.runner().feed(fed, serialized).fetch(pixels).run()) {
        return PictureDifference.between(
            Picture.of((TUint8) result.get(0)), Picture.ofResource("odd/" + name + ".rgb.png"));
      }
    }
  }

  private static byte[] example(String name) throws IOException {
    try (var in = OddImagesTest.class.getResourceAsStream("odd/" + name)) {
      var format = name.endsWith(".png") ? ImageFormat.PNG : ImageFormat.JPEG;
      return new ImageExample(ByteString.readFrom(in), format, name, 1, 1, Optional.empty())
          .toBytes();
    }
  }
}
