package org.tfpipeline.pipeline.export;

import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.device.SessionConfig;

/** Turns training checkpoints into SavedModels. */
public final class ModelExporter {
  /** A GPU gains nothing here, and training beside may want all of its memory. */
  private static final ConfigProto CPU = SessionConfig.of(new Device.Cpu());

  private final NetworkConfig network;
  private final Taps taps;

  /**
   * Exports networks of one architecture.
   *
   * @param taps the blocks whose outputs the signature {@code intermediate} gives
   */
  public ModelExporter(NetworkConfig network, Taps taps) {
    this.network = network;
    this.taps = taps;
  }

  /**
   * Writes the network as {@link InferenceGraph} has it. The output appears whole or not at all; a
   * SavedModel that is there already is replaced.
   *
   * @param checkpointPrefix path of the tensor bundle without {@code .index}
   * @throws IOException if the checkpoint is not one of this architecture, or the output cannot be
   *     written
   */
  public void export(
      Path checkpointPrefix, PretrainedNetwork which, Path output, ExportMetadata metadata)
      throws IOException {
    try (var inference = new InferenceGraph(network, taps);
        var session = new Session(inference.graph(), CPU)) {
      inference.restore(session, checkpointPrefix, which);
      SavedModelWriter.write(output, session, inference.model(), metadata.files(which));
    }
  }
}
