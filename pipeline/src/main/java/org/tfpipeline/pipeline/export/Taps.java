package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The blocks whose outputs the export offers to feature pyramids.
 *
 * @param blocks their numbers, from 0 up
 */
public record Taps(ImmutableSortedSet<Integer> blocks) {

  public Taps {
    checkArgument(!blocks.isEmpty(), "an export needs the number of at least one block");
  }

  /** These blocks, in any order. */
  public static Taps of(Collection<Integer> blocks) {
    return new Taps(ImmutableSortedSet.copyOf(blocks));
  }

  /**
   * The four blocks that the official detection configuration uses, for any depth: 3, 5, 7 and 11
   * of 12. Shallow networks give fewer.
   */
  public static Taps spreadOver(int depth) {
    return new Taps(
        IntStream.of(4, 6, 8, 12)
            .map(twelfths -> (depth * twelfths + 11) / 12 - 1)
            .boxed()
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder())));
  }

  /**
   * Checks that a network has these blocks.
   *
   * @throws IllegalArgumentException in one sentence, if a network of that many has not all of them
   */
  public void checkDepth(int depth) {
    for (int block : blocks) {
      checkArgument(
          block >= 0 && block < depth,
          "There is no block %s in a network of %s blocks; choose taps from 0 to %s.",
          block,
          depth,
          depth - 1);
    }
  }
}
