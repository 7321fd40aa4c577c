package org.tfpipeline.tfrecords.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Int64List;
import org.tfpipeline.tfrecords.RecordReader;

class AnnotatedExamplesTest {

  private static final ImageExample IMAGE =
      new ImageExample(
          ByteString.copyFromUtf8("x"), ImageFormat.PNG, "a.png", 2, 3, Optional.empty());
  private static final AnnotatedObject OBJECT =
      new AnnotatedObject(
          new BoundingBox(0, 1, 0, 0.5f),
          new ClassLabel(2, "hat"),
          false,
          false,
          3,
          Optional.empty());

  @Test
  void readsPythonsObjectsAndWritesTheSameBytes() throws IOException {
    byte[] python = onlyRecord("python_detection_example.tfrecord");
    var example = DetectionExample.parse(python);
    assertThat(example.sourceId()).isEqualTo("größe 42");
    assertThat(example.image().filename()).isEqualTo("größe 42.jpg");
    assertThat(example.image().width()).isEqualTo(48);
    AnnotatedObject first = example.objects().get(0);
    assertThat(first.box()).isEqualTo(new BoundingBox(0, 0.5f, 0.25f, 0.75f));
    assertThat(first.label()).isEqualTo(new ClassLabel(1, "shoe"));
    assertThat(first.difficult()).isFalse();
    assertThat(first.crowd()).isTrue();
    assertThat(first.area()).isEqualTo(768);
    AnnotatedObject second = example.objects().get(1);
    assertThat(second.box()).isEqualTo(new BoundingBox(0.1f, 1, 1 / 3f, 2 / 3f));
    assertThat(second.difficult()).isTrue();
    assertThat(second.crowd()).isFalse();
    assertThat(example.objects()).hasSize(2);
    assertThat(sample(second.mask().orElseThrow(), 5, 5)).isEqualTo(1);
    assertThat(example.toBytes()).isEqualTo(python);
  }

  @Test
  void readsPythonsSegmentationAndWritesTheSameBytes() throws IOException {
    byte[] python = onlyRecord("python_segmentation_example.tfrecord");
    var example = SegmentationExample.parse(python);
    assertThat(example.image().height()).isEqualTo(64);
    assertThat(sample(example.mask(), 47, 47)).isEqualTo(1);
    assertThat(sample(example.mask(), 46, 47)).isZero();
    assertThat(example.toBytes()).isEqualTo(python);
  }

  @Test
  void anImageMayHaveNoObjects() throws IOException {
    var empty = new DetectionExample(IMAGE, "a", ImmutableList.of());
    assertThat(DetectionExample.parse(empty.toBytes())).isEqualTo(empty);
    assertThat(Example.parseFrom(empty.toBytes()).getFeatures().getFeatureMap())
        .containsKeys("image/object/bbox/xmin", "image/object/class/label")
        .doesNotContainKey("image/object/mask");
  }

  @Test
  void anAnnotatedImageIsStillAnImage() throws IOException {
    var objects = new DetectionExample(IMAGE, "a", ImmutableList.of(OBJECT));
    assertThat(ImageExample.parse(objects.toBytes())).isEqualTo(IMAGE);
    assertThat(DetectionExample.parse(objects.toBytes())).isEqualTo(objects);
  }

  @Test
  void columnsOfUnequalLengthAreRefused() throws IOException {
    byte[] whole = new DetectionExample(IMAGE, "a", ImmutableList.of(OBJECT)).toBytes();
    var example = Example.parseFrom(whole).toBuilder();
    var labels = Int64List.newBuilder().addValue(1).addValue(2);
    example
        .getFeaturesBuilder()
        .putFeature("image/object/class/label", Feature.newBuilder().setInt64List(labels).build());
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> DetectionExample.parse(example.build().toByteArray()))
        .withMessage(
            "feature image/object/class/label has 2 values, but there are 1 in image/object/bbox/xmin");
  }

  @Test
  void masksOfSomeObjectsOnlyAreRefused() {
    var masked =
        new AnnotatedObject(
            OBJECT.box(), OBJECT.label(), false, false, 3, Optional.of(ByteString.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DetectionExample(IMAGE, "a", ImmutableList.of(OBJECT, masked)))
        .withMessage("1 of 2 objects have masks");
  }

  @Test
  void aMaskThatIsNoPngIsRefused() throws IOException {
    byte[] whole = new SegmentationExample(IMAGE, ByteString.EMPTY).toBytes();
    var example = Example.parseFrom(whole).toBuilder();
    var jpeg = BytesList.newBuilder().addValue(ByteString.copyFromUtf8("jpeg"));
    example
        .getFeaturesBuilder()
        .putFeature(
            "image/segmentation/class/format", Feature.newBuilder().setBytesList(jpeg).build());
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> SegmentationExample.parse(example.build().toByteArray()))
        .withMessage("feature image/segmentation/class/format is 'jpeg', expected png");
  }

  private static int sample(ByteString png, int x, int y) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png.toByteArray())).getRaster().getSample(x, y, 0);
  }

  private static byte[] onlyRecord(String name) throws IOException {
    try (var reader = RecordReader.open(path(name))) {
      assertThat(reader.next()).isTrue();
      return reader.record();
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
