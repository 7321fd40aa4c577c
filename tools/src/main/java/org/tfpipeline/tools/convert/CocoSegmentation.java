package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.tfpipeline.tools.convert.mask.ObjectMask;
import org.tfpipeline.tools.convert.mask.PolygonMask;
import org.tfpipeline.tools.convert.mask.RunLengthMask;

/**
 * The {@code segmentation} of a COCO annotation: polygons, run lengths, or compressed run lengths.
 *
 * @param mask what it is, if there is one
 * @param fault what is wrong with it, to be read after "mask"
 */
record CocoSegmentation(Optional<ObjectMask> mask, Optional<String> fault) {

  static final CocoSegmentation NONE = new CocoSegmentation(Optional.empty(), Optional.empty());

  static CocoSegmentation read(JsonReader json) throws IOException {
    return switch (json.peek()) {
      case BEGIN_ARRAY -> polygons(json);
      case BEGIN_OBJECT -> runLengths(json);
      default -> {
        json.skipValue();
        yield fault("is neither polygons nor run lengths");
      }
    };
  }

  private static CocoSegmentation of(ObjectMask mask) {
    return new CocoSegmentation(Optional.of(mask), Optional.empty());
  }

  private static CocoSegmentation fault(String reason) {
    return new CocoSegmentation(Optional.empty(), Optional.of(reason));
  }

  private static CocoSegmentation polygons(JsonReader json) throws IOException {
    var polygons = ImmutableList.<ImmutableDoubleArray>builder();
    json.beginArray();
    while (json.hasNext()) {
      polygons.add(numbers(json));
    }
    json.endArray();
    var list = polygons.build();
    return list.isEmpty() ? NONE : of(new PolygonMask(list));
  }

  private static CocoSegmentation runLengths(JsonReader json) throws IOException {
    var size = ImmutableDoubleArray.of();
    var runs = ImmutableIntArray.builder();
    Optional<String> compressed = Optional.empty();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "size" -> size = numbers(json);
        case "counts" -> {
          if (json.peek() == JsonToken.STRING) {
            compressed = Optional.of(json.nextString());
          } else {
            json.beginArray();
            while (json.hasNext()) {
              runs.add(json.nextInt());
            }
            json.endArray();
          }
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (size.length() != 2) {
      return fault("has run lengths without size");
    }
    int height = (int) size.get(0);
    int width = (int) size.get(1);
    try {
      return of(
          compressed.isPresent()
              ? RunLengthMask.decompress(width, height, compressed.get())
              : new RunLengthMask(width, height, runs.build()));
    } catch (IllegalArgumentException e) {
      return fault(e.getMessage());
    }
  }

  /** A list of numbers. */
  static ImmutableDoubleArray numbers(JsonReader json) throws IOException {
    var numbers = ImmutableDoubleArray.builder();
    json.beginArray();
    while (json.hasNext()) {
      numbers.add(json.nextDouble());
    }
    json.endArray();
    return numbers.build();
  }
}
