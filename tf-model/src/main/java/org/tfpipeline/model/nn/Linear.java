package org.tfpipeline.model.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** {@code y = x·W + b} on the last axis; {@code weight} is {@code [in, out]}. */
public final class Linear {
  private final Ops tf;
  private final int in;
  private final int out;
  private final Operand<TFloat32> weight;
  private final Operand<TFloat32> bias;

  /** Creates {@code weight}, {@code [in, out]}, and {@code bias}, {@code [out]}. */
  public Linear(ParameterScope scope, int in, int out) {
    this.tf = scope.ops();
    this.in = in;
    this.out = out;
    this.weight = scope.normal("weight", in, out);
    this.bias = scope.zeros("bias", out);
  }

  /** Maps {@code [batch, tokens, in]} to {@code [batch, tokens, out]}, or {@code [rows, in]}. */
  public Operand<TFloat32> apply(Operand<TFloat32> x) {
    // One large product instead of a batch of small ones, which also keeps the weight's gradient
    // from being made per image.
    var rows = tf.reshape(x, tf.constant(new int[] {-1, in}));
    var y = tf.nn.biasAdd(tf.linalg.matMul(rows, weight), bias);
    return x.shape().numDimensions() == 2
        ? y
        : Sizes.reshape(tf, y, List.of(Sizes.of(tf, x, 0), Sizes.of(tf, x, 1), tf.constant(out)));
  }
}
