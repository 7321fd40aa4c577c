package org.tfpipeline.tfrecords.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tfpipeline.tfrecords.RecordReader;

class ImageExampleTest {

  private static final ImageExample UNLABELLED =
      new ImageExample(
          ByteString.copyFromUtf8("x"), ImageFormat.PNG, "a.png", 2, 3, Optional.empty());

  @Test
  void readsWhatPythonWroteAndWritesTheSameBytes() throws IOException {
    byte[] python = onlyRecord("python_image_example.tfrecord");
    var example = ImageExample.parse(python);
    assertThat(example)
        .isEqualTo(
            new ImageExample(
                ByteString.copyFrom(Files.readAllBytes(path("photo.jpg"))),
                ImageFormat.JPEG,
                "schuhe/größe 42.jpg",
                64,
                48,
                Optional.of(new ClassLabel(6, "shoes"))));
    assertThat(example.toBytes()).isEqualTo(python);
  }

  @Test
  void anUnlabelledImageHasNoClassFeatures() throws IOException {
    byte[] bytes = UNLABELLED.toBytes();
    assertThat(Example.parseFrom(bytes).getFeatures().getFeatureMap())
        .containsOnlyKeys(
            "image/encoded", "image/format", "image/filename", "image/height", "image/width");
    assertThat(ImageExample.parse(bytes)).isEqualTo(UNLABELLED);
  }

  @Test
  void acceptsOtherWritersWaysOfSayingAbsentAndJpeg() throws IOException {
    var example = Example.parseFrom(UNLABELLED.toBytes()).toBuilder();
    example
        .getFeaturesBuilder()
        .putFeature(ImageExample.LABEL, Feature.getDefaultInstance())
        .putFeature(ImageExample.FORMAT, bytes("JPG"));
    var parsed = ImageExample.parse(example.build().toByteArray());
    assertThat(parsed.label()).isEmpty();
    assertThat(parsed.format()).isEqualTo(ImageFormat.JPEG);
  }

  @Test
  void namesTheFeatureThatIsWrong() throws IOException {
    assertFault(Feature.getDefaultInstance(), "feature image/height is missing");
    assertFault(
        Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(2)).build(),
        "feature image/height is a FLOAT_LIST, expected a INT64_LIST");
    assertFault(bytes("2"), "feature image/height is a BYTES_LIST, expected a INT64_LIST");
  }

  @Test
  void otherBytesAreNoExample() {
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> ImageExample.parse("not a message".getBytes(StandardCharsets.UTF_8)))
        .withMessage("the record is not a tf.train.Example message");
  }

  private static void assertFault(Feature height, String message) throws IOException {
    var example = Example.parseFrom(UNLABELLED.toBytes()).toBuilder();
    example.getFeaturesBuilder().putFeature(ImageExample.HEIGHT, height);
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> ImageExample.parse(example.build().toByteArray()))
        .withMessage(message);
  }

  private static Feature bytes(String value) {
    var list = BytesList.newBuilder().addValue(ByteString.copyFromUtf8(value));
    return Feature.newBuilder().setBytesList(list).build();
  }

  private static byte[] onlyRecord(String name) throws IOException {
    try (var reader = RecordReader.open(path(name))) {
      assertThat(reader.next()).isTrue();
      byte[] record = reader.record();
      assertThat(reader.next()).isFalse();
      return record;
    }
  }

  private static Path path(String name) {
    try {
      return Path.of(RecordReader.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
