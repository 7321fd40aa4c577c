package org.tfpipeline.pipeline.interchange;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.safetensors.SafetensorsHeader;

/**
 * The tensors of a file that are for one network, by our names of their parameters.
 *
 * @param names to the names in the file
 */
record NetworkTensors(ImmutableMap<String, String> names) {

  /**
   * Those that name the network. If there are none, those that name no network, as in files of one
   * network; if there are none of these either, the other network's.
   *
   * @throws IOException if two tensors are for one parameter
   */
  static NetworkTensors of(SafetensorsHeader header, PretrainedNetwork network) throws IOException {
    for (var wanted : orderFor(network)) {
      var names = new LinkedHashMap<String, String>();
      for (var tensor : header.tensors().keySet()) {
        var name = TorchName.parse(tensor);
        if (name.network().equals(wanted)) {
          add(names, name.parameter(), tensor);
        }
      }
      if (!names.isEmpty()) {
        return new NetworkTensors(ImmutableMap.copyOf(names));
      }
    }
    return new NetworkTensors(ImmutableMap.of());
  }

  private static Iterable<Optional<PretrainedNetwork>> orderFor(PretrainedNetwork network) {
    var other =
        network == PretrainedNetwork.TEACHER
            ? PretrainedNetwork.STUDENT
            : PretrainedNetwork.TEACHER;
    return List.of(Optional.of(network), Optional.empty(), Optional.of(other));
  }

  private static void add(Map<String, String> names, String parameter, String tensor)
      throws IOException {
    var earlier = names.put(parameter, tensor);
    if (earlier != null) {
      throw new IOException(
          "has two tensors for one parameter, %s and %s; leave one of them out"
              .formatted(earlier, tensor));
    }
  }
}
