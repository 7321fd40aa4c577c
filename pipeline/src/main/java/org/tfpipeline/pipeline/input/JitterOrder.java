package org.tfpipeline.pipeline.input;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;

/**
 * The 24 orders of the four jitter operations, numbered, and how each is laid out for a whole
 * batch.
 *
 * <p>All crops of a batch run through the same graph: three blends, the hue shift, three blends. A
 * crop's own order decides which of its blends falls into which of these six slots; a slot without
 * one leaves the crop as it is.
 */
final class JitterOrder {

  /** An operation of the jitter. */
  enum Operation {
    BRIGHTNESS(0),
    CONTRAST(1),
    SATURATION(2),
    HUE(-1);

    /** Its place among the blends; negative for the hue shift, which is none. */
    final int blend;

    Operation(int blend) {
      this.blend = blend;
    }
  }

  /** Slots for blends before the hue shift, and as many after it. */
  static final int BLENDS = 3;

  private static final ImmutableList<List<Operation>> ORDERS =
      Collections2.permutations(Arrays.asList(Operation.values())).stream()
          .collect(toImmutableList());

  static final int COUNT = ORDERS.size();

  private JitterOrder() {}

  /** The number of an order. */
  static int numberOf(List<Operation> order) {
    return ORDERS.indexOf(order);
  }

  /** The order of a number. */
  static ImmutableList<Operation> of(int number) {
    return ImmutableList.copyOf(ORDERS.get(number));
  }

  /**
   * Which slot holds which blend: {@code [COUNT, 2 * BLENDS, BLENDS]}, 1 where the slot (second
   * index) of an order (first) holds the operation (third).
   */
  static float[][][] slots() {
    var slots = new float[COUNT][2 * BLENDS][BLENDS];
    for (int number = 0; number < COUNT; number++) {
      int slot = 0;
      for (var operation : ORDERS.get(number)) {
        if (operation == Operation.HUE) {
          slot = BLENDS;
        } else {
          slots[number][slot++][operation.blend] = 1;
        }
      }
    }
    return slots;
  }
}
