package org.tfpipeline.pipeline.input;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.Example;

/** The fixture of eleven real images in three shards, see the README beside it. */
final class TinyRecords {

  static final int COUNT = 11;

  private TinyRecords() {}

  static TfRecordSource source() throws IOException {
    return TfRecordSource.resolve(folder().toString());
  }

  static Path folder() {
    try {
      return Path.of(TinyRecords.class.getResource("records/README.md").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** All examples, in the order of the files, read without any code under test. */
  static List<Example> examples() throws IOException {
    var examples = new ArrayList<Example>();
    for (var file : source().files()) {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        int length = (int) bytes.getLong();
        int start = bytes.position() + Integer.BYTES;
        examples.add(Example.parseFrom(bytes.slice(start, length)));
        bytes.position(start + length + Integer.BYTES);
      }
    }
    return examples;
  }

  static byte[] encoded(Example example) {
    return bytes(example, "image/encoded");
  }

  static String fileName(Example example) {
    return new String(bytes(example, "image/filename"), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Example example, String feature) {
    return example
        .getFeatures()
        .getFeatureOrThrow(feature)
        .getBytesList()
        .getValue(0)
        .toByteArray();
  }
}
