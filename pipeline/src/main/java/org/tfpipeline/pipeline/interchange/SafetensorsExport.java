package org.tfpipeline.pipeline.interchange;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.pipeline.export.ExportMetadata;
import org.tfpipeline.pipeline.export.InferenceGraph;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.export.Taps;
import org.tfpipeline.pipeline.safetensors.SafetensorsWriter;

/**
 * Turns training checkpoints into safetensors files: the backbone under timm's and DINO's names
 * ({@code blocks.0.attn.qkv.weight}), SelfPatch's head under {@code ca_head.}, everything in
 * PyTorch's layout.
 */
public final class SafetensorsExport {
  private SafetensorsExport() {}

  /**
   * Writes a network. The file appears whole or not at all; one that is there already is replaced.
   *
   * @param checkpointPrefix path of the tensor bundle without {@code .index}
   * @throws IOException if the checkpoint is not one of this architecture, or the file cannot be
   *     written
   */
  public static void write(
      NetworkConfig network,
      Path checkpointPrefix,
      PretrainedNetwork which,
      Path file,
      ExportMetadata origin)
      throws IOException {
    var taps = Taps.spreadOver(network.backbone().depth());
    try (var inference = new InferenceGraph(network, taps);
        var session = new Session(inference.graph(), SessionConfig.of(new Device.Cpu()))) {
      inference.restore(session, checkpointPrefix, which);
      var variables = ImmutableSortedMap.<String, Variable<?>>naturalOrder();
      var shapes = ImmutableSortedMap.<String, ImmutableLongArray>naturalOrder();
      for (var variable : inference.model().variables()) {
        var shape = shapeOf(variable);
        variables.put(variable.name(), variable);
        shapes.put(variable.name(), TorchLayout.ofRank(shape.length()).toTorch(shape));
      }
      var byName = variables.buildOrThrow();
      SafetensorsWriter.write(
          file,
          metadata(network, origin.license()),
          shapes.buildOrThrow(),
          name -> numbers(session, byName.get(name)));
    }
  }

  /** What no tensor tells. */
  private static ImmutableMap<String, String> metadata(NetworkConfig network, String license) {
    var metadata = ImmutableMap.<String, String>builder();
    metadata.put("format", "pt");
    metadata.put(ImportPlan.HEADS, String.valueOf(network.backbone().heads()));
    if (!license.isEmpty()) {
      metadata.put("license", license);
    }
    return metadata.buildOrThrow();
  }

  private static float[] numbers(Session session, Variable<?> variable) {
    try (var result = session.runner().fetch(variable.value()).run()) {
      var tensor = (TFloat32) result.get(0);
      var numbers = new float[Math.toIntExact(tensor.size())];
      tensor.asRawTensor().data().asFloats().read(numbers);
      var shape = shapeOf(variable);
      return TorchLayout.ofRank(shape.length()).toTorch(numbers, shape);
    }
  }

  private static ImmutableLongArray shapeOf(Variable<?> variable) {
    return ImmutableLongArray.copyOf(variable.shape().asArray());
  }
}
