package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;

/**
 * The blocks whose outputs the export offers to feature pyramids.
 *
 * @param blocks their numbers, from 0 up
 */
public record Taps(ImmutableSortedSet<Integer> blocks) {
  /** Where the official four lie, in twelfths of the depth. */
  private static final ImmutableList<Integer> TWELFTHS = ImmutableList.of(4, 6, 8, 12);

  public Taps {
    checkArgument(!blocks.isEmpty(), "an export needs the number of at least one block");
  }

  /** These blocks, in any order. */
  public static Taps of(Collection<Integer> blocks) {
    return new Taps(ImmutableSortedSet.copyOf(blocks));
  }

  /**
   * The four blocks that the official detection configuration uses, for any depth: 3, 5, 7 and 11
   * of 12. Networks of fewer than four blocks give them all.
   */
  public static Taps spreadOver(int depth) {
    var blocks = ImmutableSortedSet.<Integer>naturalOrder();
    for (int i = 0; i < TWELFTHS.size(); i++) {
      int proportional = (depth * TWELFTHS.get(i) + 11) / 12 - 1;
      // A block for each tap after it; else one of four blocks would be taken twice.
      int latest = Math.max(0, depth - TWELFTHS.size() + i);
      blocks.add(Math.min(proportional, latest));
    }
    return new Taps(blocks.build());
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
