package org.tfpipeline.model.vit;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.SelfAttention;
import org.tfpipeline.model.variables.ParameterScope;

/** Opens the layers of this package to comparisons elsewhere. */
public final class VitLayers {
  private VitLayers() {}

  /** A block without stochastic depth. */
  public static SelfAttention.Attended block(
      ParameterScope scope, VitConfig config, Operand<TFloat32> x) {
    return new Block(scope, config, "blocks.0", 0)
        .apply(
            x,
            (branch, batch) -> {
              throw new AssertionError(branch + " asked for draws");
            });
  }

  /** See {@link PatchEmbedding#apply}. */
  public static Operand<TFloat32> patchEmbedding(
      ParameterScope scope, VitConfig config, Operand<TFloat32> images) {
    return new PatchEmbedding(scope, config).apply(images);
  }

  /** See {@link PositionEmbedding#apply}. */
  public static Operand<TFloat32> positionEmbedding(
      ParameterScope scope, VitConfig config, Operand<TFloat32> images, Operand<TFloat32> grid) {
    return new PositionEmbedding(scope, config).apply(images, grid);
  }
}
