package org.tfpipeline.model.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/** The two-layer perceptron of a transformer block. */
public final class Mlp {
  private final Ops tf;
  private final Linear fc1;
  private final Linear fc2;

  /**
   * Creates the layers {@code fc1} and {@code fc2}.
   *
   * @param hidden values of a token between the two
   */
  public Mlp(ParameterScope scope, int width, int hidden) {
    this.tf = scope.ops();
    this.fc1 = new Linear(scope.child("fc1"), width, hidden);
    this.fc2 = new Linear(scope.child("fc2"), hidden, width);
  }

  /** Maps {@code [batch, tokens, width]} to the same shape. */
  public Operand<TFloat32> apply(Operand<TFloat32> x) {
    return fc2.apply(Gelu.apply(tf, fc1.apply(x)));
  }
}
