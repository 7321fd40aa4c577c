package org.tfpipeline.pipeline.input;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.types.TString;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;

/** The fixture of eleven real images in three shards, see the README beside it. */
final class TinyRecords {

  static final int COUNT = 11;

  private TinyRecords() {}

  static ImmutableList<Path> files() {
    return IntStream.range(0, 3)
        .mapToObj("tiny-train.tfrecord-%05d-of-00003"::formatted)
        .map(TinyRecords::file)
        .collect(toImmutableList());
  }

  /** The files with their numbers of records. */
  static ImmutableList<Shard> shards() {
    var counts = List.of(4L, 4L, 3L);
    return IntStream.range(0, 3)
        .mapToObj(i -> new Shard(files().get(i), Compression.NONE, counts.get(i)))
        .collect(toImmutableList());
  }

  private static Path file(String name) {
    try {
      return Path.of(TinyRecords.class.getResource("records/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** All examples, in the order of the files. */
  static List<Example> examples() throws IOException {
    var examples = new ArrayList<Example>();
    for (var file : files()) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          examples.add(Example.parseFrom(reader.record()));
        }
      }
    }
    return examples;
  }

  /** A scalar. */
  static TString serialized(Example example) {
    return TString.tensorOfBytes(NdArrays.scalarOfObject(example.toByteArray()));
  }

  static byte[] encoded(Example example) {
    return bytes(example, "image/encoded");
  }

  /** The same example with its image cut off after so many bytes. */
  static Example truncated(Example example, int bytes) {
    var builder = example.toBuilder();
    var cut = ByteString.copyFrom(encoded(example), 0, bytes);
    var feature = Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(cut)).build();
    builder.getFeaturesBuilder().putFeature("image/encoded", feature);
    return builder.build();
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
