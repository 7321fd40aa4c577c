package org.tfpipeline.model.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** Layer normalisation over the last axis, with the biased variance. */
public final class LayerNorm {
  /** The official networks' epsilon; PyTorch's own default is 1e-5. */
  private static final float EPSILON = 1e-6f;

  private final Ops tf;
  private final Operand<TFloat32> weight;
  private final Operand<TFloat32> bias;

  /** Creates {@code weight} and {@code bias}, {@code [width]} each. */
  public LayerNorm(ParameterScope scope, int width) {
    this.tf = scope.ops();
    this.weight = scope.ones("weight", width);
    this.bias = scope.zeros("bias", width);
  }

  /** Normalises {@code [..., width]}. */
  public Operand<TFloat32> apply(Operand<TFloat32> x) {
    var mean = tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
    var variance =
        tf.math.mean(tf.math.squaredDifference(x, mean), tf.constant(-1), Mean.keepDims(true));
    var scale = tf.math.rsqrt(tf.math.add(variance, tf.constant(EPSILON)));
    var normalized = tf.math.mul(tf.math.sub(x, mean), scale);
    return tf.math.add(tf.math.mul(normalized, weight), bias);
  }
}
