package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final long MEBIBYTE = 1 << 20;

  @Test
  void threadsTogetherStayWithinIt() throws Exception {
    var budget = new MemoryBudget(10 * MEBIBYTE);
    var held = new AtomicLong();
    var most = new AtomicLong();
    try (var workers = new OrderedWorkers(8)) {
      workers.map(
          IntStream.range(0, 64).boxed().toList(),
          number ->
              budget.with(
                  3 * MEBIBYTE - 1,
                  () -> {
                    most.accumulateAndGet(held.addAndGet(3), Math::max);
                    LockSupport.parkNanos(100_000);
                    return held.addAndGet(-3);
                  }),
          left -> assertThat(left).isBetween(0L, 9L));
    }
    assertThat(most.get()).isBetween(3L, 9L);
  }

  @Test
  void workThatNeedsMoreIsDoneAlone() throws IOException, InterruptedException, ExecutionException {
    var budget = new MemoryBudget(MEBIBYTE);
    var executor = Executors.newSingleThreadExecutor();
    try {
      Future<String> second =
          budget.with(
              1000 * MEBIBYTE,
              () -> {
                var waiting = executor.submit(() -> budget.with(1, () -> "done"));
                LockSupport.parkNanos(20_000_000);
                assertThat(waiting.isDone()).isFalse();
                return waiting;
              });
      assertThat(second.get()).isEqualTo("done");
    } finally {
      executor.shutdownNow();
    }
  }
}
