package org.tfpipeline.model.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Stochastic depth: leaves out a residual branch for whole samples. */
public final class DropPath {

  /** Where the chances come from. */
  @FunctionalInterface
  public interface Draws {
    /**
     * Uniform numbers in [0, 1), one a sample.
     *
     * @param branch which residual branch asks, such as {@code blocks.3.attn}
     * @param batch how many samples, a scalar
     * @return {@code [batch]}
     */
    Operand<TFloat32> uniform(String branch, Operand<TInt32> batch);

    /** These draws for one of several runs: its branches are asked for with its name in front. */
    default Draws within(String run) {
      return (branch, batch) -> uniform(run + "." + branch, batch);
    }
  }

  private final Ops tf;
  private final String branch;
  private final float keepProbability;

  /**
   * A residual branch with its rate.
   *
   * @param branch the name under which draws are asked for
   * @param rate chance of leaving the branch out
   */
  public DropPath(Ops tf, String branch, float rate) {
    this.tf = tf;
    this.branch = branch;
    this.keepProbability = 1 - rate;
  }

  /** Drops samples of {@code [batch, tokens, width]} and scales the others up. */
  public Operand<TFloat32> apply(Operand<TFloat32> residual, Draws draws) {
    if (keepProbability == 1) {
      return residual;
    }
    var batch = Sizes.of(tf, residual, 0);
    var kept =
        tf.math.floor(tf.math.add(draws.uniform(branch, batch), tf.constant(keepProbability)));
    // The draws carry no gradient, and TensorFlow knows none for random operations.
    var mask =
        tf.stopGradient(Sizes.reshape(tf, kept, List.of(batch, tf.constant(1), tf.constant(1))));
    return tf.math.mul(tf.math.div(residual, tf.constant(keepProbability)), mask);
  }
}
