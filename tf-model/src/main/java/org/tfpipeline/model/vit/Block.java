package org.tfpipeline.model.vit;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.nn.LayerNorm;
import org.tfpipeline.model.nn.Mlp;
import org.tfpipeline.model.nn.SelfAttention;
import org.tfpipeline.model.variables.ParameterScope;

/** A pre-norm transformer block: attention, then the MLP, each on a residual branch. */
final class Block {
  private final Ops tf;
  private final LayerNorm norm1;
  private final SelfAttention attention;
  private final DropPath attentionDrop;
  private final LayerNorm norm2;
  private final Mlp mlp;
  private final DropPath mlpDrop;

  /**
   * What comes out of a block.
   *
   * @param tokens {@code [batch, tokens, width]}
   * @param attention its attention's weights, {@code [batch, heads, queries, keys]}
   */
  record Output(Operand<TFloat32> tokens, Operand<TFloat32> attention) {}

  Block(ParameterScope scope, VitConfig config, String name, float dropRate) {
    this.tf = scope.ops();
    int width = config.width();
    this.norm1 = new LayerNorm(scope.child("norm1"), width);
    this.attention = new SelfAttention(scope.child("attn"), width, config.heads());
    this.attentionDrop = new DropPath(tf, name + ".attn", dropRate);
    this.norm2 = new LayerNorm(scope.child("norm2"), width);
    this.mlp = new Mlp(scope.child("mlp"), width, (int) (width * config.mlpRatio()));
    this.mlpDrop = new DropPath(tf, name + ".mlp", dropRate);
  }

  /** Takes tokens {@code [batch, tokens, width]}. */
  Output apply(Operand<TFloat32> x, DropPath.Draws draws) {
    var attended = attention.apply(norm1.apply(x));
    var afterAttention = tf.math.add(x, attentionDrop.apply(attended.tokens(), draws));
    var mixed = mlp.apply(norm2.apply(afterAttention));
    var afterMlp = tf.math.add(afterAttention, mlpDrop.apply(mixed, draws));
    return new Output(afterMlp, attended.weights());
  }
}
