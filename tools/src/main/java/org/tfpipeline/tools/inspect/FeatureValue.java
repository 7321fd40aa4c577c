package org.tfpipeline.tools.inspect;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.Feature;

/** Puts a feature's value into a few words. */
final class FeatureValue {

  private static final int MOST_VALUES = 4;
  private static final int LONGEST_TEXT = 60;

  private FeatureValue() {}

  static String type(Feature feature) {
    return switch (feature.getKindCase()) {
      case BYTES_LIST -> "bytes";
      case FLOAT_LIST -> "float";
      case INT64_LIST -> "int64";
      case KIND_NOT_SET -> "none";
    };
  }

  static int count(Feature feature) {
    return values(feature).size();
  }

  static String describe(Feature feature) {
    List<?> values = values(feature);
    String shown =
        values.stream()
            .limit(MOST_VALUES)
            .map(value -> value instanceof ByteString bytes ? describe(bytes) : value.toString())
            .collect(Collectors.joining(", "));
    return values.size() > MOST_VALUES ? shown + ", …" : shown;
  }

  private static List<?> values(Feature feature) {
    return switch (feature.getKindCase()) {
      case BYTES_LIST -> feature.getBytesList().getValueList();
      case FLOAT_LIST -> feature.getFloatList().getValueList();
      case INT64_LIST -> feature.getInt64List().getValueList();
      case KIND_NOT_SET -> List.of();
    };
  }

  private static String describe(ByteString bytes) {
    if (bytes.size() <= LONGEST_TEXT && isText(bytes)) {
      return "'" + bytes.toStringUtf8() + "'";
    }
    return "%,d bytes%s".formatted(bytes.size(), isText(bytes) ? " of text" : "");
  }

  private static boolean isText(ByteString bytes) {
    return bytes.isValidUtf8()
        && bytes.toStringUtf8().codePoints().noneMatch(Character::isISOControl);
  }
}
