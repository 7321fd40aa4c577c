package org.tfpipeline.tools.fuzz;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfpipeline.tfrecords.RecordReader;

/** Real input: records that Python's TensorFlow wrote, and the sample photographs. */
final class Seeds {

  static final Path SAMPLES =
      Path.of(System.getProperty("basedir", ""), "../configs/samples/clothing");

  private static final Path PYTHON =
      Path.of(
          System.getProperty("basedir", ""),
          "../tfrecords/src/test/resources/org/tfpipeline/tfrecords");

  private Seeds() {}

  static ImmutableList<byte[]> recordFiles() throws IOException {
    return ImmutableList.of(
        python("python_none.tfrecord"),
        python("python_gzip.tfrecord"),
        python("python_zlib.tfrecord"),
        python("python_image_example.tfrecord"),
        RecordFrames.of(photograph()));
  }

  static ImmutableList<byte[]> examples() throws IOException {
    return ImmutableList.of(first(PYTHON.resolve("python_image_example.tfrecord")), photograph());
  }

  static ImmutableList<byte[]> manifests() throws IOException {
    return ImmutableList.of(Files.readAllBytes(SAMPLES.resolve("dataset_info.json")));
  }

  private static byte[] python(String name) throws IOException {
    return Files.readAllBytes(PYTHON.resolve(name));
  }

  private static byte[] photograph() throws IOException {
    return first(SAMPLES.resolve("clothing-train.tfrecord-00000-of-00002"));
  }

  private static byte[] first(Path file) throws IOException {
    try (var reader = RecordReader.open(file)) {
      reader.next();
      return reader.record();
    }
  }
}
