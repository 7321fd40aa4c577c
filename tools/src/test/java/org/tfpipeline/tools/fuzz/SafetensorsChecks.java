package org.tfpipeline.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.tfpipeline.pipeline.safetensors.SafetensorsReader;

/** Safetensors files of unknown origin. */
final class SafetensorsChecks {
  private static final ImmutableList<String> HEADERS =
      ImmutableList.of(
          "{\"__metadata__\":{\"format\":\"pt\",\"heads\":\"6\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[8,10]},\"c\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[10,16]}}",
          "{\"blocks.0.norm1.weight\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}");

  private SafetensorsChecks() {}

  static ImmutableList<byte[]> files() {
    return HEADERS.stream().map(SafetensorsChecks::file).collect(ImmutableList.toImmutableList());
  }

  private static byte[] file(String header) {
    var json = header.getBytes(UTF_8);
    var bytes = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(json.length).put(json).putLong(1).putLong(2).array();
  }

  /** Reads all that can be read. */
  static long file(byte[] input, Path folder) throws IOException {
    var file = folder.resolve("weights.safetensors");
    InputFile.write(file, input);
    try (var reader = SafetensorsReader.open(file)) {
      long bytes = 0;
      for (var tensor : reader.header().tensors().entrySet()) {
        bytes += tensor.getValue().end() - tensor.getValue().begin();
        if (tensor.getValue().type().isFloat()) {
          reader.read(tensor.getKey());
        }
      }
      assertThat(bytes).isLessThanOrEqualTo(input.length);
    } catch (IOException e) {
      Sentence.check(e);
      assertThat(e).hasMessageContaining(file.toString());
    }
    return input.length;
  }
}
