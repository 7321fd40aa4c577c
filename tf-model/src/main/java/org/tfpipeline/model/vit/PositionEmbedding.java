package org.tfpipeline.model.vit;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * Learned position embeddings {@code [1, gridSize², width]}, resampled for images of other sizes. A
 * class token has a row of its own in front, which is never resampled.
 */
final class PositionEmbedding {
  private final Ops tf;
  private final int patches;
  private final boolean classToken;
  private final Operand<TFloat32> embedding;
  private final PositionResampling resampling;

  PositionEmbedding(ParameterScope scope, VitConfig config) {
    this.tf = scope.ops();
    this.patches = config.gridSize() * config.gridSize();
    this.classToken = config.classToken();
    this.embedding = scope.normal("pos_embed", 1, patches + (classToken ? 1 : 0), config.width());
    this.resampling = new PositionResampling(tf, config.gridSize(), config.width());
  }

  /**
   * The embedding of all tokens, {@code [1, tokens, width]}.
   *
   * @param images {@code [batch, height, width, 3]}
   * @param rows how many patches they are high
   * @param columns and how many wide
   */
  Operand<TFloat32> apply(Operand<TFloat32> images, Operand<TInt32> rows, Operand<TInt32> columns) {
    var unchanged =
        tf.math.logicalAnd(
            tf.math.equal(Sizes.of(tf, images, 1), Sizes.of(tf, images, 2)),
            tf.math.equal(tf.math.mul(rows, columns), tf.constant(patches)));
    if (!classToken) {
      return resampling.apply(embedding, rows, columns, unchanged);
    }
    var split =
        tf.splitV(
                embedding, tf.constant(new int[] {1, patches}), tf.constant(1), /* numSplit= */ 2L)
            .output();
    return tf.concat(
        List.of(split.get(0), resampling.apply(split.get(1), rows, columns, unchanged)),
        tf.constant(1));
  }
}
