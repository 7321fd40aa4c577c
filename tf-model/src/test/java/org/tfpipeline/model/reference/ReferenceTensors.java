package org.tfpipeline.model.reference;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Reads this package's resources; their README tells what they are. */
public final class ReferenceTensors {
  private ReferenceTensors() {}

  /** The float tensors of a safetensors file: a length, a JSON header, raw little-endian data. */
  public static ImmutableMap<String, FloatNdArray> read(String resource) {
    var file = ByteBuffer.wrap(bytes(resource)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(file.getLong());
    var header = parse(new String(file.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8));
    var tensors = ImmutableMap.<String, FloatNdArray>builder();
    for (var name : header.keySet()) {
      if (name.equals("__metadata__")) {
        continue;
      }
      var entry = header.getAsJsonObject(name);
      var sizes = entry.getAsJsonArray("shape");
      var shape = new long[sizes.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = sizes.get(i).getAsLong();
      }
      var offsets = entry.getAsJsonArray("data_offsets");
      int begin = offsets.get(0).getAsInt();
      var values = new float[(offsets.get(1).getAsInt() - begin) / Float.BYTES];
      file.position(Long.BYTES + headerLength + begin);
      file.asFloatBuffer().get(values);
      tensors.put(name, NdArrays.wrap(Shape.of(shape), DataBuffers.of(values)));
    }
    return tensors.buildOrThrow();
  }

  /** A JSON file. */
  public static JsonObject json(String resource) {
    return parse(new String(bytes(resource), StandardCharsets.UTF_8));
  }

  private static JsonObject parse(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = ReferenceTensors.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
