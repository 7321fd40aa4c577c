package org.tfpipeline.pipeline.interchange;

import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableLongArray;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What the rows of a position embedding {@code [1, tokens, width]} belong to.
 *
 * @param side patches along one side of a square grid
 * @param classToken whether a row for the [CLS] token goes before them
 */
public record PositionGrid(int side, boolean classToken) {

  /** Tells it by the number of rows; empty when that is neither a square nor one more. */
  static Optional<PositionGrid> of(ImmutableLongArray shape) {
    if (shape.length() != 3 || shape.get(0) != 1) {
      return Optional.empty();
    }
    for (boolean classToken : new boolean[] {false, true}) {
      long patches = shape.get(1) - (classToken ? 1 : 0);
      if (patches > 0 && patches < Integer.MAX_VALUE) {
        long side = LongMath.sqrt(patches, RoundingMode.FLOOR);
        if (side * side == patches) {
          return Optional.of(new PositionGrid((int) side, classToken));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return side + "x" + side + (classToken ? " and [CLS]" : "");
  }
}
