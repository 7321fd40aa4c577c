package org.tfpipeline.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.BoundingBox;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;
import org.tfpipeline.tools.convert.TestImages;

/** Real annotations, and records of the small photograph with a real mask. */
final class AnnotatedSeeds {

  private static final Path ANNOTATED = TestImages.path("annotated");
  private static final String MASK = "nuclei/masks/00071198d059ba7f.png";

  private AnnotatedSeeds() {}

  static ImmutableList<byte[]> voc() throws IOException {
    return ImmutableList.of(
        read("bccd/Annotations/BloodImage_00343.xml"),
        read("bccd/Annotations/BloodImage_00087.xml"));
  }

  static ImmutableList<byte[]> coco() throws IOException {
    return ImmutableList.of(read("bccd/instances.json"), read("nuclei/instances.json"));
  }

  static ImmutableList<byte[]> csv() {
    String rows =
        "path,label\r\nhat/014b2a1b.jpg,hat\r\n\"shoes/00f6e504.jpg\",\"a \"\"shoe\"\"\"\n";
    return ImmutableList.of(rows.getBytes(UTF_8));
  }

  static ImmutableList<byte[]> masks() throws IOException {
    return ImmutableList.of(read(MASK), read("nuclei/instances/00071198d059ba7f.png"));
  }

  static ImmutableList<byte[]> detections() throws IOException {
    var label = new ClassLabel(1, "cell");
    var mask = Optional.of(ByteString.copyFrom(read(MASK)));
    var first = new AnnotatedObject(new BoundingBox(0, .5f, .25f, 1), label, false, true, 7, mask);
    var second =
        new AnnotatedObject(new BoundingBox(.1f, .2f, .3f, .4f), label, true, false, 3, mask);
    var image = image();
    return ImmutableList.of(
        new DetectionExample(image, "first", ImmutableList.of(first, second)).toBytes(),
        new DetectionExample(image, "second", ImmutableList.of()).toBytes());
  }

  static ImmutableList<byte[]> segmentations() throws IOException {
    return ImmutableList.of(
        new SegmentationExample(image(), ByteString.copyFrom(read(MASK))).toBytes());
  }

  private static ImageExample image() throws IOException {
    return ImageExample.parse(Seeds.examples().get(0));
  }

  private static byte[] read(String name) throws IOException {
    return Files.readAllBytes(ANNOTATED.resolve(name));
  }
}
