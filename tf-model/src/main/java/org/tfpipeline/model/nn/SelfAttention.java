package org.tfpipeline.model.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** Multi-head self-attention; {@code qkv} gives queries, keys and values, each in head order. */
public final class SelfAttention {
  private final Ops tf;
  private final int width;
  private final int heads;
  private final Linear qkv;
  private final Linear proj;

  /**
   * What comes out of the attention.
   *
   * @param tokens {@code [batch, tokens, width]}
   * @param weights how much each token took of each other, {@code [batch, heads, queries, keys]};
   *     every query's sum is 1
   */
  public record Attended(Operand<TFloat32> tokens, Operand<TFloat32> weights) {}

  /**
   * Creates the layers {@code qkv} and {@code proj}.
   *
   * @param heads a divisor of {@code width}
   */
  public SelfAttention(ParameterScope scope, int width, int heads) {
    this.tf = scope.ops();
    this.width = width;
    this.heads = heads;
    this.qkv = new Linear(scope.child("qkv"), width, 3 * width);
    this.proj = new Linear(scope.child("proj"), width, width);
  }

  /** Lets tokens {@code [batch, tokens, width]} look at each other. */
  public Attended apply(Operand<TFloat32> x) {
    int headWidth = width / heads;
    var batch = Sizes.of(tf, x, 0);
    var tokens = Sizes.of(tf, x, 1);
    var split =
        Sizes.reshape(
            tf,
            qkv.apply(x),
            List.of(batch, tokens, tf.constant(3), tf.constant(heads), tf.constant(headWidth)));
    // [3, batch, heads, tokens, headWidth]
    var parts =
        tf.unstack(tf.linalg.transpose(split, tf.constant(new int[] {2, 0, 3, 1, 4})), 3L).output();
    var scores =
        tf.train.batchMatMul(parts.get(0), parts.get(1), TFloat32.class, BatchMatMul.adjY(true));
    // Scaled after the product, as the official code does.
    var scale = tf.constant((float) Math.pow(headWidth, -0.5));
    var weights = tf.nn.softmax(tf.math.mul(scores, scale));
    var mixed = tf.train.batchMatMul(weights, parts.get(2), TFloat32.class);
    var joined = tf.linalg.transpose(mixed, tf.constant(new int[] {0, 2, 1, 3}));
    var rows = Sizes.reshape(tf, joined, List.of(batch, tokens, tf.constant(width)));
    return new Attended(proj.apply(rows), weights);
  }
}
