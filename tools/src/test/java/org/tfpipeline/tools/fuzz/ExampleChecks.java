package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SchemaException;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/** What must hold when any record is taken for an example. */
final class ExampleChecks {

  private ExampleChecks() {}

  static long image(byte[] input, Path folder) throws IOException {
    return check(input, ImageExample::parse, ImageExample::toBytes);
  }

  static long detection(byte[] input, Path folder) throws IOException {
    return check(input, DetectionExample::parse, DetectionExample::toBytes);
  }

  static long segmentation(byte[] input, Path folder) throws IOException {
    return check(input, SegmentationExample::parse, SegmentationExample::toBytes);
  }

  private interface Parser<T> {
    T parse(byte[] bytes) throws SchemaException;
  }

  /** What is read is written and read again as the same. */
  private static <T> long check(byte[] input, Parser<T> parser, Function<T, byte[]> writer)
      throws IOException {
    try {
      T example = parser.parse(input);
      assertThat(parser.parse(writer.apply(example))).isEqualTo(example);
    } catch (SchemaException e) {
      Sentence.check(e);
    }
    return input.length;
  }
}
