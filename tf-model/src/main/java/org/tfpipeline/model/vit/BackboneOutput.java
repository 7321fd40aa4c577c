package org.tfpipeline.model.vit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a Vision Transformer makes of images.
 *
 * @param blocks the output of each block, {@code [batch, rows · columns, width]}, tokens in
 *     row-major order
 * @param rows height of the patch grid, a scalar
 * @param columns width of the patch grid, a scalar
 */
public record BackboneOutput(
    ImmutableList<Operand<TFloat32>> blocks, Operand<TInt32> rows, Operand<TInt32> columns) {

  /** The last block's output, as it is: SelfPatch has no final normalisation. */
  public Operand<TFloat32> patchTokens() {
    return Iterables.getLast(blocks);
  }
}
