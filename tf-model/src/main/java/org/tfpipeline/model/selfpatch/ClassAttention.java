package org.tfpipeline.model.selfpatch;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.Linear;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * Attention with one query token over itself and a set of patch tokens (CaiT, Touvron et al. 2021).
 *
 * <p>Keys and values of a patch do not depend on who asks, so each patch is projected once and
 * neighbourhoods gather the projections; the official code gathers first and projects every copy.
 */
final class ClassAttention {
  private final Ops tf;
  private final int heads;
  private final int headWidth;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear proj;

  /**
   * The result for one query a sample: {@code [batch, 1, width]} and {@code [batch, heads, 1, 1 +
   * patches]}.
   */
  record Attended(Operand<TFloat32> token, Operand<TFloat32> weights) {}

  ClassAttention(ParameterScope scope, int width, int heads) {
    this.tf = scope.ops();
    this.heads = heads;
    this.headWidth = width / heads;
    this.query = new Linear(scope.child("q"), width, width);
    this.key = new Linear(scope.child("k"), width, width);
    this.value = new Linear(scope.child("v"), width, width);
    this.proj = new Linear(scope.child("proj"), width, width);
  }

  /**
   * One token a sample looks at all patches.
   *
   * @param token normalised, {@code [batch, 1, width]}
   * @param patches normalised, {@code [batch, patches, width]}
   */
  Attended overAll(Operand<TFloat32> token, Operand<TFloat32> patches) {
    var seen = tf.concat(List.of(token, patches), tf.constant(1));
    var queries = byHead(scaled(query.apply(token)), token);
    var scores =
        tf.train.batchMatMul(
            queries, byHead(key.apply(seen), seen), TFloat32.class, BatchMatMul.adjY(true));
    var weights = tf.nn.softmax(scores);
    var mixed = tf.train.batchMatMul(weights, byHead(value.apply(seen), seen), TFloat32.class);
    var joined = tf.linalg.transpose(mixed, tf.constant(new int[] {0, 2, 1, 3}));
    var token0 =
        Sizes.reshape(
            tf,
            joined,
            List.of(Sizes.of(tf, token, 0), tf.constant(1), tf.constant(heads * headWidth)));
    return new Attended(proj.apply(token0), weights);
  }

  /**
   * One token a patch looks at the chosen neighbours of that patch.
   *
   * @param tokens normalised, {@code [batch, patches, width]}, or {@code [1, 1, width]} when all
   *     are the same
   * @param patches normalised, {@code [batch, patches, width]}
   * @param neighbors flat indices {@code [batch, patches, positives]}
   * @return {@code [batch, patches, width]}
   */
  Operand<TFloat32> overNeighbors(
      Operand<TFloat32> tokens, Operand<TFloat32> patches, Operand<TInt32> neighbors) {
    var queries = splitHeads(tf.expandDims(scaled(query.apply(tokens)), tf.constant(2)));
    var keys = neighborhood(key.apply(tokens), key.apply(patches), neighbors);
    var values = neighborhood(value.apply(tokens), value.apply(patches), neighbors);
    // [batch, patches, 1 + positives, heads, 1]
    var scores =
        tf.reduceSum(tf.math.mul(queries, keys), tf.constant(-1), ReduceSum.keepDims(true));
    var weights = softmaxOverNeighbors(scores);
    // [batch, patches, heads, headWidth]
    var mixed = tf.reduceSum(tf.math.mul(weights, values), tf.constant(2));
    var joined =
        Sizes.reshape(
            tf,
            mixed,
            List.of(
                Sizes.of(tf, mixed, 0), Sizes.of(tf, mixed, 1), tf.constant(heads * headWidth)));
    return proj.apply(joined);
  }

  /**
   * Own projection first, then the neighbours': {@code [batch, patches, 1 + positives, heads,
   * headWidth]}.
   */
  private Operand<TFloat32> neighborhood(
      Operand<TFloat32> own, Operand<TFloat32> patches, Operand<TInt32> neighbors) {
    var gathered = tf.gather(patches, neighbors, tf.constant(1), Gather.batchDims(1L));
    var sizes =
        List.<Operand<TInt32>>of(
            Sizes.of(tf, neighbors, 0),
            Sizes.of(tf, neighbors, 1),
            tf.constant(1),
            tf.constant(heads * headWidth));
    var ownPerPatch = tf.broadcastTo(tf.expandDims(own, tf.constant(2)), tf.stack(sizes));
    return splitHeads(tf.concat(List.of(ownPerPatch, gathered), tf.constant(2)));
  }

  private Operand<TFloat32> softmaxOverNeighbors(Operand<TFloat32> scores) {
    var largest = tf.reduceMax(scores, tf.constant(2), ReduceMax.keepDims(true));
    var exponentials = tf.math.exp(tf.math.sub(scores, largest));
    return tf.math.div(
        exponentials, tf.reduceSum(exponentials, tf.constant(2), ReduceSum.keepDims(true)));
  }

  /** Scales queries before the product, as the official class attention does. */
  private Operand<TFloat32> scaled(Operand<TFloat32> queries) {
    return tf.math.mul(queries, tf.constant((float) Math.pow(headWidth, -0.5)));
  }

  /** {@code [a, b, c, width]} to {@code [a, b, c, heads, headWidth]}. */
  private Operand<TFloat32> splitHeads(Operand<TFloat32> x) {
    return Sizes.reshape(
        tf,
        x,
        List.of(
            Sizes.of(tf, x, 0),
            Sizes.of(tf, x, 1),
            Sizes.of(tf, x, 2),
            tf.constant(heads),
            tf.constant(headWidth)));
  }

  /**
   * {@code [batch, tokens, width]} to {@code [batch, heads, tokens, headWidth]}.
   *
   * @param tokens what was projected, which has the sizes, too: tf2onnx mistakes those of a
   *     projection, which is a reshaped product
   */
  private Operand<TFloat32> byHead(Operand<TFloat32> x, Operand<TFloat32> tokens) {
    var split =
        Sizes.reshape(
            tf,
            x,
            List.of(
                Sizes.of(tf, tokens, 0),
                Sizes.of(tf, tokens, 1),
                tf.constant(heads),
                tf.constant(headWidth)));
    return tf.linalg.transpose(split, tf.constant(new int[] {0, 2, 1, 3}));
  }
}
