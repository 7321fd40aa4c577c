package org.tfpipeline.model.selfpatch;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.LayerNorm;
import org.tfpipeline.model.nn.Mlp;
import org.tfpipeline.model.variables.ParameterScope;

/** Class attention and an MLP on the query token; patch tokens pass unchanged. */
final class ClassAttentionBlock {
  private final Ops tf;
  private final LayerNorm norm1;
  private final ClassAttention attention;
  private final LayerNorm norm2;
  private final Mlp mlp;

  ClassAttentionBlock(ParameterScope scope, int width, int heads, int mlpHidden) {
    this.tf = scope.ops();
    this.norm1 = new LayerNorm(scope.child("norm1"), width);
    this.attention = new ClassAttention(scope.child("attn"), width, heads);
    this.norm2 = new LayerNorm(scope.child("norm2"), width);
    this.mlp = new Mlp(scope.child("mlp"), width, mlpHidden);
  }

  /**
   * {@code token} is {@code [batch, 1, width]}, {@code patchTokens} {@code [batch, patches,
   * width]}.
   */
  ClassAttention.Attended overAll(Operand<TFloat32> token, Operand<TFloat32> patchTokens) {
    var attended = attention.overAll(norm1.apply(token), norm1.apply(patchTokens));
    return new ClassAttention.Attended(
        mlpStep(tf.math.add(token, attended.token())), attended.weights());
  }

  /** See {@link ClassAttention#overNeighbors}. */
  Operand<TFloat32> overNeighbors(
      Operand<TFloat32> tokens, Operand<TFloat32> patchTokens, Operand<TInt32> neighbors) {
    var attended =
        attention.overNeighbors(norm1.apply(tokens), norm1.apply(patchTokens), neighbors);
    return mlpStep(tf.math.add(tokens, attended));
  }

  private Operand<TFloat32> mlpStep(Operand<TFloat32> tokens) {
    return tf.math.add(tokens, mlp.apply(norm2.apply(tokens)));
  }
}
