package org.tfpipeline.pipeline.train;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tfpipeline.model.nn.DropPath;

/** Chances of stochastic depth as a function of the seed, the step and the branch alone. */
final class StepDraws implements DropPath.Draws {
  private final Ops tf;
  private final long seed;
  private final Operand<TInt64> step;

  /** {@code step} is the scalar count of steps done. */
  StepDraws(Ops tf, long seed, Operand<TInt64> step) {
    this.tf = tf;
    this.seed = seed;
    this.step = step;
  }

  @Override
  public Operand<TFloat32> uniform(String branch, Operand<TInt32> batch) {
    long key = Hashing.sipHash24(seed, 1).hashString(branch, StandardCharsets.UTF_8).asLong();
    return tf.random.statelessRandomUniform(
        tf.stack(List.of(batch)), tf.stack(List.of(tf.constant(key), step)), TFloat32.class);
  }
}
