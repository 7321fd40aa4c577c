package org.tfpipeline.model.dino;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * The image-level loss (DINO, equation 3): the teacher's two global views against every other view
 * of the student, averaged over pairs.
 */
public final class DinoLoss {
  private DinoLoss() {}

  /**
   * The loss of a batch.
   *
   * @param targets of the two global views, view-major, {@code [2 · batch, prototypes]}
   * @param globalLogits the student's for the same views in the same order, divided by its
   *     temperature, {@code [2 · batch, prototypes]}
   * @param localLogits the student's for the local views, view-major, likewise divided, {@code
   *     [locals · batch, prototypes]}
   * @param locals number of local views; 0 is DINO without multi-crop
   * @return a scalar
   */
  public static Operand<TFloat32> of(
      Ops tf,
      Operand<TFloat32> targets,
      Operand<TFloat32> globalLogits,
      Operand<TFloat32> localLogits,
      int locals) {
    int batch = Math.toIntExact(targets.shape().get(0)) / 2;
    int prototypes = Math.toIntExact(targets.shape().get(1));
    var byView = tf.reshape(targets, tf.constant(new int[] {2, batch, prototypes}));
    // A global view is compared with the other one's target, a local view with both.
    var other = tf.reverse(byView, tf.constant(new int[] {0}));
    var globals = tf.reshape(globalLogits, tf.constant(new int[] {2, batch, prototypes}));
    var both = tf.reduceSum(byView, tf.constant(0), ReduceSum.keepDims(true));
    var localViews = tf.reshape(localLogits, tf.constant(new int[] {locals, batch, prototypes}));

    // Means over images for each view, [2] and [locals].
    var globalTerms = tf.math.mean(CrossEntropy.rows(tf, other, 1, globals), tf.constant(1));
    var localTerms = tf.math.mean(CrossEntropy.rows(tf, both, 2, localViews), tf.constant(1));
    var sum =
        tf.reduceSum(tf.concat(List.of(globalTerms, localTerms), tf.constant(0)), tf.constant(0));
    int pairs = 2 * (1 + locals);
    return tf.math.div(sum, tf.constant((float) pairs));
  }
}
