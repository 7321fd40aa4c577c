package org.tfpipeline.model.vit;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** Opens the layers of this package to comparisons elsewhere. */
public final class VitLayers {
  private VitLayers() {}

  /**
   * What comes out of a block.
   *
   * @param tokens {@code [batch, tokens, width]}
   * @param weights {@code [batch, heads, queries, keys]}
   */
  public record Attended(Operand<TFloat32> tokens, Operand<TFloat32> weights) {}

  /** A block without stochastic depth. */
  public static Attended block(ParameterScope scope, VitConfig config, Operand<TFloat32> x) {
    var output =
        new Block(scope, config, "blocks.0", 0)
            .apply(
                x,
                (branch, batch) -> {
                  throw new AssertionError(branch + " asked for draws");
                });
    return new Attended(output.tokens(), output.attention());
  }

  /** Patches as tokens on a grid, {@code [batch, rows, columns, width]}. */
  public static Operand<TFloat32> patchEmbedding(
      ParameterScope scope, VitConfig config, Operand<TFloat32> images) {
    return new PatchEmbedding(scope, config).apply(images);
  }

  /** The embedding for images of a size, {@code [1, tokens, width]}. */
  public static Operand<TFloat32> positionEmbedding(
      ParameterScope scope, VitConfig config, Operand<TFloat32> images) {
    var rows = PatchEmbedding.patches(scope.ops(), images, 1, config.patchSize());
    var columns = PatchEmbedding.patches(scope.ops(), images, 2, config.patchSize());
    return new PositionEmbedding(scope, config).apply(images, rows, columns);
  }
}
