package org.tfpipeline.model.dino;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.Gelu;
import org.tfpipeline.model.nn.L2Normalize;
import org.tfpipeline.model.nn.Linear;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * A DINO projection head (appendix C of DINO): a three-layer MLP to a bottleneck, normalised to
 * length one, and a linear layer without bias whose weight vectors have a given length.
 *
 * <p>{@code last_layer.weight_v} is {@code [bottleneck, prototypes]}, {@code last_layer.weight_g}
 * {@code [1, prototypes]}.
 */
public final class ProjectionHead {
  private final Ops tf;
  private final Linear first;
  private final Linear second;
  private final Linear third;
  private final Operand<TFloat32> lastWeight;

  /** A head for tokens of the given width. */
  public ProjectionHead(ParameterScope scope, ProjectionConfig config, int width) {
    this.tf = scope.ops();
    this.first = new Linear(scope.child("mlp.0"), width, config.hidden());
    this.second = new Linear(scope.child("mlp.2"), config.hidden(), config.hidden());
    this.third = new Linear(scope.child("mlp.4"), config.hidden(), config.bottleneck());
    var lastLayer = scope.child("last_layer");
    int prototypes = config.prototypes();
    var norm =
        config.trainableNorm()
            ? lastLayer.ones("weight_g", 1, prototypes)
            : lastLayer.fixedOnes("weight_g", 1, prototypes);
    var direction =
        lastLayer.uniform("weight_v", config.bottleneck(), config.bottleneck(), prototypes);
    this.lastWeight = normalized(direction, norm);
  }

  /** Once for all uses, so that there is one gradient through it and not one a use. */
  private Operand<TFloat32> normalized(Operand<TFloat32> direction, Operand<TFloat32> norm) {
    var length =
        tf.math.sqrt(
            tf.reduceSum(tf.math.square(direction), tf.constant(0), ReduceSum.keepDims(true)));
    return tf.math.mul(direction, tf.math.div(norm, length));
  }

  /** Maps tokens {@code [rows, width]} to logits {@code [rows, prototypes]}. */
  public Operand<TFloat32> apply(Operand<TFloat32> tokens) {
    return logits(bottleneck(tokens));
  }

  /** Maps tokens {@code [rows, width]} to points {@code [rows, bottleneck]} of length one. */
  public Operand<TFloat32> bottleneck(Operand<TFloat32> tokens) {
    var hidden = Gelu.apply(tf, second.apply(Gelu.apply(tf, first.apply(tokens))));
    return L2Normalize.apply(tf, third.apply(hidden));
  }

  /** Maps points {@code [rows, bottleneck]} to logits {@code [rows, prototypes]}; linear. */
  public Operand<TFloat32> logits(Operand<TFloat32> points) {
    return tf.linalg.matMul(points, lastWeight);
  }
}
