package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Lets threads hold whole pictures only as far as they fit into memory together. */
final class MemoryBudget {

  private static final int UNIT_BYTES = 1 << 20;

  private final int units;
  private final Semaphore free;

  /** A budget of so many bytes; work that needs more than all of it is done alone. */
  MemoryBudget(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES));
    // Fair, since a large picture would wait forever while small ones pass it.
    free = new Semaphore(units, true);
  }

  /** A budget of half the memory that this process may use. */
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);
  }

  /** Work that holds memory. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** Whether it is ever enough for so many bytes. */
  boolean fits(long bytes) {
    return bytes / UNIT_BYTES < units;
  }

  /** Waits until so many bytes are free and does the work with them. */
  <T> T with(long bytes, Work<T> work) throws IOException {
    if (bytes == 0) {
      return work.run();
    }
    int wanted = (int) Math.min(units, bytes / UNIT_BYTES + 1);
    free.acquireUninterruptibly(wanted);
    try {
      return work.run();
    } finally {
      free.release(wanted);
    }
  }
}
