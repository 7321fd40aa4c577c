package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.ndarray.Shape;
import org.tfpipeline.model.reference.Values;

/**
 * Reads a safetensors file: a length, a JSON header, raw little-endian data. Whole numbers become
 * floats; those of the reference are small enough for that.
 */
final class SafeTensors {
  private SafeTensors() {}

  static ImmutableMap<String, Values> read(Path file) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(bytes.getLong());
    var text = new String(bytes.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8);
    var header = JsonParser.parseString(text).getAsJsonObject();
    header.remove("__metadata__");
    var tensors = ImmutableMap.<String, Values>builder();
    for (var name : header.keySet()) {
      tensors.put(name, tensor(bytes, Long.BYTES + headerLength, header.getAsJsonObject(name)));
    }
    return tensors.buildOrThrow();
  }

  private static Values tensor(ByteBuffer bytes, int dataStart, JsonObject entry) {
    var offsets = entry.getAsJsonArray("data_offsets");
    int begin = offsets.get(0).getAsInt();
    var data =
        bytes
            .slice(dataStart + begin, offsets.get(1).getAsInt() - begin)
            .order(ByteOrder.LITTLE_ENDIAN);
    return new Values(
        shape(entry.getAsJsonArray("shape")), floats(data, entry.get("dtype").getAsString()));
  }

  private static Shape shape(JsonArray sizes) {
    return Shape.of(sizes.asList().stream().mapToLong(size -> size.getAsLong()).toArray());
  }

  private static float[] floats(ByteBuffer data, String type) {
    int width =
        switch (type) {
          case "F32" -> Float.BYTES;
          case "I64" -> Long.BYTES;
          case "U8" -> Byte.BYTES;
          default -> throw new AssertionError("No test knows the type " + type + ".");
        };
    var floats = new float[data.remaining() / width];
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          switch (type) {
            case "F32" -> data.getFloat();
            case "I64" -> data.getLong();
            default -> data.get();
          };
    }
    return floats;
  }
}
