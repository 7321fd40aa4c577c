package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads COCO annotation files entry by entry, since they can have gigabytes. */
final class CocoReader {

  private final JsonReader json;
  private final ImmutableListMultimap.Builder<String, CocoFile.Image> images =
      ImmutableListMultimap.builder();
  private final Map<String, String> categories = new HashMap<>();
  private final ImmutableListMultimap.Builder<String, CocoFile.Annotation> annotations =
      ImmutableListMultimap.builder();

  private CocoReader(JsonReader json) {
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is no JSON, or of another form; the message names the place
   */
  static CocoFile read(Path file) throws IOException {
    try (var json = new JsonReader(Files.newBufferedReader(file))) {
      return new CocoReader(json).read();
    } catch (MalformedJsonException
        | EOFException
        | IllegalStateException
        | NumberFormatException
        | java.nio.charset.CharacterCodingException e) {
      throw new IOException("%s is no COCO annotation file: %s".formatted(file, fault(e)), e);
    }
  }

  private CocoFile read() throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "images" -> entries(this::image);
        case "categories" -> entries(this::category);
        case "annotations" -> entries(this::annotation);
        default -> json.skipValue();
      }
    }
    json.endObject();
    return new CocoFile(images.build(), ImmutableMap.copyOf(categories), annotations.build());
  }

  private interface Entry {
    void read() throws IOException;
  }

  private void entries(Entry entry) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      json.beginObject();
      entry.read();
      json.endObject();
    }
    json.endArray();
  }

  private void image() throws IOException {
    String id = null;
    String fileName = null;
    int width = 0;
    int height = 0;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextString();
        case "file_name" -> fileName = json.nextString();
        case "width" -> width = json.nextInt();
        case "height" -> height = json.nextInt();
        default -> json.skipValue();
      }
    }
    Optional<PixelSize> size =
        width > 0 && height > 0 ? Optional.of(new PixelSize(width, height)) : Optional.empty();
    images.put(require(id, "id"), new CocoFile.Image(require(fileName, "file_name"), size));
  }

  private void category() throws IOException {
    String id = null;
    String name = null;
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = json.nextString();
        case "name" -> name = json.nextString();
        default -> json.skipValue();
      }
    }
    String before = categories.put(require(id, "id"), require(name, "name"));
    if (before != null && !before.equals(name)) {
      throw new MalformedJsonException(
          "category %s is both '%s' and '%s'; give each an id of its own"
              .formatted(id, before, name));
    }
  }

  private void annotation() throws IOException {
    String id = "";
    String imageId = null;
    String categoryId = null;
    var box = ImmutableDoubleArray.of();
    var area = OptionalDouble.empty();
    boolean crowd = false;
    boolean ignore = false;
    var segmentation = CocoSegmentation.NONE;
    while (json.hasNext()) {
      String name = json.nextName();
      if (json.peek() == JsonToken.NULL) {
        json.nextNull();
        continue;
      }
      switch (name) {
        case "id" -> id = json.nextString();
        case "image_id" -> imageId = json.nextString();
        case "category_id" -> categoryId = json.nextString();
        case "bbox" -> box = CocoSegmentation.numbers(json);
        case "area" -> area = OptionalDouble.of(json.nextDouble());
        case "iscrowd" -> crowd = flag();
        case "ignore", "difficult" -> ignore |= flag();
        case "segmentation" -> segmentation = CocoSegmentation.read(json);
        default -> json.skipValue();
      }
    }
    annotations.put(
        require(imageId, "image_id"),
        new CocoFile.Annotation(
            id,
            require(categoryId, "category_id"),
            box,
            area,
            crowd,
            ignore,
            segmentation.mask(),
            segmentation.fault()));
  }

  private boolean flag() throws IOException {
    return json.peek() == JsonToken.BOOLEAN ? json.nextBoolean() : json.nextInt() != 0;
  }

  private String require(String value, String name) throws IOException {
    if (value == null) {
      throw new MalformedJsonException("there is no %s at path %s".formatted(name, json.getPath()));
    }
    return value;
  }

  private static String fault(Exception fault) {
    return fault.getMessage() == null ? "it ends early" : FaultText.of(fault.getMessage());
  }
}
