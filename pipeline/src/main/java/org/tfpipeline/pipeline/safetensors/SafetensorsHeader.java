package org.tfpipeline.pipeline.safetensors;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableLongArray;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON that a safetensors file begins with.
 *
 * @param metadata free texts by name
 * @param tensors all tensors by name; their data follow each other without gap or overlap
 */
public record SafetensorsHeader(
    ImmutableMap<String, String> metadata, ImmutableSortedMap<String, TensorEntry> tensors) {

  private static final String METADATA = "__metadata__";

  /** Names are shown to users; those of files of unknown origin could be anything. */
  private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]{1,500}");

  /** Of float32 tensors, in the order of their names. */
  static SafetensorsHeader ofFloats(
      ImmutableMap<String, String> metadata,
      ImmutableSortedMap<String, ImmutableLongArray> shapes) {
    var tensors = ImmutableSortedMap.<String, TensorEntry>naturalOrder();
    long begin = 0;
    for (var tensor : shapes.entrySet()) {
      long end = begin + TensorEntry.bytes(ElementType.F32, tensor.getValue());
      tensors.put(tensor.getKey(), new TensorEntry(ElementType.F32, tensor.getValue(), begin, end));
      begin = end;
    }
    return new SafetensorsHeader(metadata, tensors.buildOrThrow());
  }

  String toJson() {
    var json = new JsonObject();
    if (!metadata.isEmpty()) {
      var texts = new JsonObject();
      metadata.forEach(texts::addProperty);
      json.add(METADATA, texts);
    }
    tensors.forEach(
        (name, tensor) -> {
          var shape = new JsonArray();
          tensor.shape().forEach(shape::add);
          var offsets = new JsonArray();
          offsets.add(tensor.begin());
          offsets.add(tensor.end());
          var entry = new JsonObject();
          entry.addProperty("dtype", tensor.type().name());
          entry.add("shape", shape);
          entry.add("data_offsets", offsets);
          json.add(name, entry);
        });
    return new GsonBuilder().disableHtmlEscaping().create().toJson(json);
  }

  /**
   * Reads a header.
   *
   * @param dataBytes what follows it in the file
   * @throws MalformedSafetensorsException if the tensors are not exactly what follows
   */
  static SafetensorsHeader parse(String text, long dataBytes) throws IOException {
    try (var json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      var metadata = Optional.<ImmutableMap<String, String>>empty();
      var tensors = ImmutableSortedMap.<String, TensorEntry>naturalOrder();
      json.beginObject();
      while (json.hasNext()) {
        var name = json.nextName();
        if (name.equals(METADATA)) {
          checkFirst(metadata.isEmpty(), METADATA);
          metadata = Optional.of(metadata(json));
        } else {
          checkName(name);
          tensors.put(name, tensor(name, json));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedSafetensorsException("has more than an object in its header");
      }
      var header =
          new SafetensorsHeader(metadata.orElse(ImmutableMap.of()), tensors.buildOrThrow());
      header.checkData(dataBytes);
      return header;
    } catch (MalformedJsonException
        | EOFException
        | IllegalStateException
        | IllegalArgumentException e) { // Among them NumberFormatException, and a name twice.
      throw new MalformedSafetensorsException("has a header that is not the format's JSON");
    }
  }

  private static ImmutableMap<String, String> metadata(JsonReader json) throws IOException {
    var texts = ImmutableMap.<String, String>builder();
    json.beginObject();
    while (json.hasNext()) {
      texts.put(json.nextName(), json.nextString());
    }
    json.endObject();
    return texts.buildOrThrow();
  }

  private static TensorEntry tensor(String name, JsonReader json) throws IOException {
    String type = "";
    var shape = ImmutableLongArray.of();
    var offsets = ImmutableLongArray.of();
    var fields = new HashSet<String>();
    json.beginObject();
    while (json.hasNext()) {
      var field = json.nextName();
      checkFirst(fields.add(field), field);
      switch (field) {
        case "dtype" -> type = json.nextString();
        case "shape" -> shape = numbers(json);
        case "data_offsets" -> offsets = numbers(json);
        default -> throw malformed(name, "has an unknown field");
      }
    }
    json.endObject();
    if (offsets.length() != 2 || offsets.get(0) > offsets.get(1)) {
      throw malformed(name, "has no place in the file");
    }
    var tensor = new TensorEntry(elementType(name, type), shape, offsets.get(0), offsets.get(1));
    if (bytes(name, tensor) != tensor.end() - tensor.begin()) {
      throw malformed(name, "has another size than its shape says");
    }
    return tensor;
  }

  private static ImmutableLongArray numbers(JsonReader json) throws IOException {
    var numbers = ImmutableLongArray.builder();
    json.beginArray();
    while (json.hasNext()) {
      // nextLong would take 96.0 and "96" for it, too.
      if (json.peek() != JsonToken.NUMBER) {
        throw new MalformedJsonException("no number");
      }
      long number = Long.parseLong(json.nextString());
      if (number < 0) {
        throw new MalformedSafetensorsException("has a negative size or place in its header");
      }
      numbers.add(number);
    }
    json.endArray();
    return numbers.build();
  }

  private static ElementType elementType(String name, String type) throws IOException {
    try {
      return ElementType.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw malformed(name, "has elements of an unknown type");
    }
  }

  private static long bytes(String name, TensorEntry tensor) throws IOException {
    try {
      return TensorEntry.bytes(tensor.type(), tensor.shape());
    } catch (ArithmeticException e) {
      throw malformed(name, "has a shape that is too large");
    }
  }

  private void checkData(long dataBytes) throws IOException {
    long end = 0;
    var byPlace =
        tensors.values().stream()
            .sorted(Comparator.comparing(TensorEntry::begin).thenComparing(TensorEntry::end))
            .toList();
    for (var tensor : byPlace) {
      if (tensor.begin() != end) {
        throw new MalformedSafetensorsException(
            "has tensors with gaps between them or on top of each other");
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      throw new MalformedSafetensorsException(
          "has %,d bytes of data where its header tells of %,d".formatted(dataBytes, end));
    }
  }

  private static void checkFirst(boolean first, String field) throws IOException {
    if (!first) {
      throw new MalformedSafetensorsException("has '%s' twice in its header".formatted(field));
    }
  }

  private static void checkName(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new MalformedSafetensorsException(
          "has a tensor whose name is empty, very long or not to be printed");
    }
  }

  private static MalformedSafetensorsException malformed(String name, String what) {
    return new MalformedSafetensorsException("has a tensor '%s' that %s".formatted(name, what));
  }
}
