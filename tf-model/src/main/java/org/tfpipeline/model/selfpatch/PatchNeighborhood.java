package org.tfpipeline.model.selfpatch;

import java.util.List;
import java.util.TreeSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.L2Normalize;
import org.tfpipeline.model.nn.Sizes;

/**
 * Chooses the positive neighbours of each patch (section 3.1 of the paper): of the patches in the
 * window around it, those whose tokens are most similar to its own.
 *
 * <p>As in the official code the window wraps around the borders of the grid.
 */
public final class PatchNeighborhood {
  private final Ops tf;
  private final int positives;
  private final int[][] neighbors;

  /**
   * The neighbourhoods of a grid.
   *
   * @param rows height of the patch grid
   * @param columns its width
   * @throws IllegalArgumentException if the window does not fit the grid
   */
  public PatchNeighborhood(Ops tf, SelfPatchConfig config, int rows, int columns) {
    if (rows < config.window() || columns < config.window()) {
      throw new IllegalArgumentException(
          "A window of %d patches does not fit a grid of %d×%d; use larger crops or smaller patches."
              .formatted(config.window(), rows, columns));
    }
    this.tf = tf;
    this.positives = config.positives();
    this.neighbors = new int[rows * columns][];
    int reach = config.window() / 2;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        neighbors[row * columns + column] = around(row, column, reach, rows, columns);
      }
    }
  }

  /** Flat indices around a patch, wrapped, without its own, ascending. */
  private static int[] around(int row, int column, int reach, int rows, int columns) {
    var indices = new TreeSet<Integer>();
    for (int down = -reach; down <= reach; down++) {
      for (int right = -reach; right <= reach; right++) {
        int wrappedRow = Math.floorMod(row + down, rows);
        int wrappedColumn = Math.floorMod(column + right, columns);
        indices.add(wrappedRow * columns + wrappedColumn);
      }
    }
    indices.remove(row * columns + column);
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The neighbours of each patch, {@code [patches, neighbors]}, ascending. */
  public int[][] neighbors() {
    return neighbors;
  }

  /**
   * Cosine similarity of each patch and its neighbours.
   *
   * @param patchTokens {@code [batch, patches, width]}
   * @return {@code [batch, patches, neighbors]}, neighbours in ascending order
   */
  public Operand<TFloat32> similarities(Operand<TFloat32> patchTokens) {
    var normalized = L2Normalize.apply(tf, patchTokens);
    // All pairs in one product, then the few that count: cheaper than gathering eight copies of
    // every token.
    var all = tf.train.batchMatMul(normalized, normalized, TFloat32.class, BatchMatMul.adjY(true));
    int patches = neighbors.length;
    var batch = Sizes.of(tf, patchTokens, 0);
    var flat = Sizes.reshape(tf, all, List.of(batch, tf.constant(patches * patches)));
    var pairs = new int[patches][];
    for (int patch = 0; patch < patches; patch++) {
      pairs[patch] = neighbors[patch].clone();
      for (int i = 0; i < pairs[patch].length; i++) {
        pairs[patch][i] += patch * patches;
      }
    }
    return tf.gather(flat, tf.constant(pairs), tf.constant(1));
  }

  /**
   * The most similar neighbours of each patch.
   *
   * @param patchTokens {@code [batch, patches, width]}
   * @return flat patch indices {@code [batch, patches, positives]}, most similar first
   */
  public Operand<TInt32> positives(Operand<TFloat32> patchTokens) {
    int patches = neighbors.length;
    int window = neighbors[0].length;
    var ranks =
        tf.nn
            .topK(
                tf.stopGradient(similarities(patchTokens)),
                tf.constant(positives),
                TInt32.class,
                new TopK.Options[0])
            .indices();
    var flatNeighbors = new int[patches * window];
    var offsets = new int[patches][1];
    for (int patch = 0; patch < patches; patch++) {
      System.arraycopy(neighbors[patch], 0, flatNeighbors, patch * window, window);
      offsets[patch][0] = patch * window;
    }
    var places = tf.math.add(ranks, tf.constant(offsets));
    return tf.gather(tf.constant(flatNeighbors), places, tf.constant(0));
  }
}
