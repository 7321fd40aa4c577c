package org.tfpipeline.tfrecords.schema;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** Collects the features of an Example and serialises it with sorted names. */
final class FeatureWriter {

  private final Features.Builder features = Features.newBuilder();

  FeatureWriter bytes(String name, ByteString value) {
    return byteStrings(name, ImmutableList.of(value));
  }

  FeatureWriter text(String name, String value) {
    return bytes(name, ByteString.copyFromUtf8(value));
  }

  FeatureWriter int64(String name, long value) {
    return int64s(name, ImmutableList.of(value));
  }

  FeatureWriter byteStrings(String name, Iterable<ByteString> values) {
    var list = BytesList.newBuilder().addAllValue(values);
    features.putFeature(name, Feature.newBuilder().setBytesList(list).build());
    return this;
  }

  FeatureWriter int64s(String name, Iterable<Long> values) {
    var list = Int64List.newBuilder().addAllValue(values);
    features.putFeature(name, Feature.newBuilder().setInt64List(list).build());
    return this;
  }

  FeatureWriter floats(String name, Iterable<Float> values) {
    var list = FloatList.newBuilder().addAllValue(values);
    features.putFeature(name, Feature.newBuilder().setFloatList(list).build());
    return this;
  }

  byte[] toBytes() {
    Example example = Example.newBuilder().setFeatures(features).build();
    byte[] bytes = new byte[example.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    // Maps have no order of their own in protocol buffers; the same record must be the same bytes.
    out.useDeterministicSerialization();
    try {
      example.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
