package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SchemaException;

/** What must hold when any record is taken for an example. */
final class ExampleChecks {

  private ExampleChecks() {}

  static long image(byte[] input, Path folder) throws IOException {
    try {
      var example = ImageExample.parse(input);
      assertThat(ImageExample.parse(example.toBytes())).isEqualTo(example);
    } catch (SchemaException e) {
      Sentence.check(e);
    }
    return input.length;
  }
}
