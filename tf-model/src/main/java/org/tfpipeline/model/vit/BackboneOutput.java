package org.tfpipeline.model.vit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a Vision Transformer makes of images. Tokens are the class token, if there is one, and then
 * the patches in row-major order.
 */
public final class BackboneOutput {
  private final Ops tf;
  private final boolean hasClassToken;
  private final ImmutableList<Operand<TFloat32>> blocks;
  private final Operand<TFloat32> positions;
  private final Operand<TFloat32> attention;
  private final Operand<TInt32> rows;
  private final Operand<TInt32> columns;

  BackboneOutput(
      Ops tf,
      VitConfig config,
      List<Operand<TFloat32>> blocks,
      Operand<TFloat32> positions,
      Operand<TFloat32> attention,
      Operand<TInt32> rows,
      Operand<TInt32> columns) {
    this.tf = tf;
    this.hasClassToken = config.classToken();
    this.blocks = ImmutableList.copyOf(blocks);
    this.positions = positions;
    this.attention = attention;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Each block's output, {@code [batch, tokens, width]}, as users of the network see it: after the
   * final normalisation where there is one, otherwise as it is.
   */
  public ImmutableList<Operand<TFloat32>> blocks() {
    return blocks;
  }

  /** The position embedding that was added to the tokens, {@code [1, tokens, width]}. */
  public Operand<TFloat32> positions() {
    return positions;
  }

  /** The last block's attention weights, {@code [batch, heads, queries, keys]}. */
  public Operand<TFloat32> attention() {
    return attention;
  }

  /** Height of the patch grid, a scalar. */
  public Operand<TInt32> rows() {
    return rows;
  }

  /** Width of the patch grid, a scalar. */
  public Operand<TInt32> columns() {
    return columns;
  }

  /** All tokens after the last block, {@code [batch, tokens, width]}. */
  public Operand<TFloat32> tokens() {
    return Iterables.getLast(blocks);
  }

  /** The patches after the last block, {@code [batch, rows · columns, width]}. */
  public Operand<TFloat32> patchTokens() {
    return patchTokens(blocks.size() - 1);
  }

  /** The patches after a block, counted from 0, {@code [batch, rows · columns, width]}. */
  public Operand<TFloat32> patchTokens(int block) {
    var tokens = blocks.get(block);
    return hasClassToken
        ? tf.slice(tokens, tf.constant(new int[] {0, 1, 0}), tf.constant(new int[] {-1, -1, -1}))
        : tokens;
  }

  /**
   * The class token after the last block, {@code [batch, width]}.
   *
   * @throws IllegalStateException if the network has none
   */
  public Operand<TFloat32> classToken() {
    requireClassToken();
    var first =
        tf.slice(tokens(), tf.constant(new int[] {0, 0, 0}), tf.constant(new int[] {-1, 1, -1}));
    return tf.squeeze(first, Squeeze.axis(List.of(1L)));
  }

  /**
   * How much of each patch the class token took in the last block, {@code [batch, heads, rows ·
   * columns]}; its weight on itself is left out and the rest not renormalised.
   *
   * @throws IllegalStateException if the network has no class token
   */
  public Operand<TFloat32> classAttention() {
    requireClassToken();
    var onPatches =
        tf.slice(
            attention, tf.constant(new int[] {0, 0, 0, 1}), tf.constant(new int[] {-1, -1, 1, -1}));
    return tf.squeeze(onPatches, Squeeze.axis(List.of(2L)));
  }

  private void requireClassToken() {
    if (!hasClassToken) {
      throw new IllegalStateException("This network has no class token.");
    }
  }
}
