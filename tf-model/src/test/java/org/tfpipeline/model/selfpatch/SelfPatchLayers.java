package org.tfpipeline.model.selfpatch;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** Opens the layers of this package to comparisons elsewhere. */
public final class SelfPatchLayers {
  private SelfPatchLayers() {}

  /**
   * What a class-attention block makes of an image.
   *
   * @param token {@code [batch, 1, width]}
   * @param weights {@code [batch, heads, 1, 1 + patches]}
   */
  public record Attended(Operand<TFloat32> token, Operand<TFloat32> weights) {}

  /** See {@link ClassAttentionBlock#overAll}. */
  public static Attended classAttentionBlock(
      ParameterScope scope,
      int heads,
      int mlpHidden,
      Operand<TFloat32> token,
      Operand<TFloat32> patchTokens) {
    int width = Math.toIntExact(token.shape().get(2));
    var attended =
        new ClassAttentionBlock(scope, width, heads, mlpHidden).overAll(token, patchTokens);
    return new Attended(attended.token(), attended.weights());
  }
}
