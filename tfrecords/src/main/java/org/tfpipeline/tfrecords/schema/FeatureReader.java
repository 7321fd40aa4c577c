package org.tfpipeline.tfrecords.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Feature.KindCase;

/** Takes features of known names and types out of a serialised Example. */
final class FeatureReader {

  private final Map<String, Feature> features;

  private FeatureReader(Map<String, Feature> features) {
    this.features = features;
  }

  static FeatureReader parse(byte[] bytes) throws SchemaException {
    try {
      return new FeatureReader(Example.parseFrom(bytes).getFeatures().getFeatureMap());
    } catch (InvalidProtocolBufferException e) {
      throw new SchemaException("the record is not a tf.train.Example message", e);
    }
  }

  ByteString bytes(String name) throws SchemaException {
    return optionalBytes(name).orElseThrow(() -> missing(name));
  }

  Optional<ByteString> optionalBytes(String name) throws SchemaException {
    return single(name, byteStrings(name));
  }

  Optional<String> optionalText(String name) throws SchemaException {
    return optionalBytes(name).map(ByteString::toStringUtf8);
  }

  String text(String name) throws SchemaException {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<Long> optionalInt64(String name) throws SchemaException {
    return single(name, int64s(name));
  }

  List<ByteString> byteStrings(String name) throws SchemaException {
    return typed(name, KindCase.BYTES_LIST).getBytesList().getValueList();
  }

  List<Long> int64s(String name) throws SchemaException {
    return typed(name, KindCase.INT64_LIST).getInt64List().getValueList();
  }

  List<Float> floats(String name) throws SchemaException {
    return typed(name, KindCase.FLOAT_LIST).getFloatList().getValueList();
  }

  long int64(String name) throws SchemaException {
    return optionalInt64(name).orElseThrow(() -> missing(name));
  }

  /** A pixel count: a number that fits an int and is positive. */
  int size(String name) throws SchemaException {
    long value = int64(name);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new SchemaException(
          "feature %s is %d, expected a positive number of pixels".formatted(name, value));
    }
    return (int) value;
  }

  private Feature typed(String name, KindCase kind) throws SchemaException {
    Feature feature = features.getOrDefault(name, Feature.getDefaultInstance());
    KindCase found = feature.getKindCase();
    if (found != kind && found != KindCase.KIND_NOT_SET) {
      throw new SchemaException("feature %s is a %s, expected a %s".formatted(name, found, kind));
    }
    return feature;
  }

  /** A feature without kind and an empty list are two more ways of saying that it is absent. */
  private static <T> Optional<T> single(String name, List<T> values) throws SchemaException {
    if (values.size() > 1) {
      throw new SchemaException(
          "feature %s has %d values, expected one".formatted(name, values.size()));
    }
    return values.stream().findFirst();
  }

  private static SchemaException missing(String name) {
    return new SchemaException("feature %s is missing".formatted(name));
  }
}
