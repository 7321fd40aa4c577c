package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.DiscreteDomain;
import com.google.common.collect.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OrderedWorkersTest {

  private static final ContiguousSet<Integer> NUMBERS =
      ContiguousSet.create(Range.closedOpen(0, 500), DiscreteDomain.integers());

  @Test
  void handsResultsOverInOrderWithFewUnderWay() throws IOException {
    var results = new ArrayList<Integer>();
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    try (var workers = new OrderedWorkers(3)) {
      workers.map(
          NUMBERS,
          number -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            // Early items take longest, so that later ones overtake them.
            spin(500 - number);
            return number;
          },
          result -> {
            underWay.decrementAndGet();
            results.add(result);
          });
    }
    assertThat(results).containsExactlyElementsOf(NUMBERS);
    assertThat(most.get()).isLessThanOrEqualTo(3 * 4);
  }

  @Test
  void passesOnWhatWentWrong() {
    try (var workers = new OrderedWorkers(2)) {
      assertThatIOException()
          .isThrownBy(
              () ->
                  workers.map(
                      NUMBERS,
                      number -> {
                        if (number == 7) {
                          throw new IOException("seven");
                        }
                        return number;
                      },
                      result -> assertThat(result).isLessThan(7)))
          .withMessage("seven");
    }
  }

  private static void spin(int rounds) {
    long end = System.nanoTime() + rounds * 1_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
