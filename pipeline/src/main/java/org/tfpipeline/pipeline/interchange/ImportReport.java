package org.tfpipeline.pipeline.interchange;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.tfpipeline.pipeline.export.PretrainedNetwork;

/**
 * What became of the tensors of a file.
 *
 * @param tensors how many it has
 * @param parts of both networks
 * @param positions how position embeddings were changed, if they were
 * @param leftOver tensors that no network uses
 */
public record ImportReport(
    int tensors,
    ImmutableList<Part> parts,
    Optional<String> positions,
    ImmutableList<LeftOver> leftOver) {

  /**
   * A part of a network: all of its parameters come from the file, or none.
   *
   * @param name such as {@code backbone} or {@code ca_head}
   * @param parameters how many it has
   * @param missing why it keeps its initial values; empty if it comes from the file
   */
  public record Part(
      PretrainedNetwork network, String name, int parameters, Optional<String> missing) {}

  /**
   * A tensor that is not used.
   *
   * @param tensor its name in the file
   * @param reason why
   */
  public record LeftOver(String tensor, String reason) {}
}
