package org.tfpipeline.pipeline.train;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;

/**
 * Reads float tensors of a safetensors resource: a length, a JSON header, raw little-endian data.
 */
final class SafeTensors {
  private SafeTensors() {}

  /** Row-major values with their shape. */
  record Tensor(Shape shape, FloatDataBuffer values) {}

  static Map<String, Tensor> read(String resource) throws IOException {
    ByteBuffer file;
    try (InputStream in = SafeTensors.class.getResourceAsStream(resource)) {
      file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    int headerLength = Math.toIntExact(file.getLong());
    var header =
        JsonParser.parseString(
                new String(file.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8))
            .getAsJsonObject();
    int dataStart = Long.BYTES + headerLength;
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var name : header.keySet()) {
      if (name.equals("__metadata__")) {
        continue;
      }
      var entry = header.getAsJsonObject(name);
      var dimensions = entry.getAsJsonArray("shape");
      var shape = new long[dimensions.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = dimensions.get(i).getAsLong();
      }
      var offsets = entry.getAsJsonArray("data_offsets");
      int begin = offsets.get(0).getAsInt();
      var values = new float[(offsets.get(1).getAsInt() - begin) / Float.BYTES];
      file.position(dataStart + begin);
      file.asFloatBuffer().get(values);
      tensors.put(name, new Tensor(Shape.of(shape), DataBuffers.of(values)));
    }
    return tensors;
  }
}
