package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Holds the memory that reading takes to what is really there, whatever the input claims. */
final class MemoryBound {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Buffers, reports and the like, which do not depend on the input. */
  private static final long FIXED_BYTES = 4 << 20;

  /** A message object takes about a hundred times the two bytes that an empty one has in a file. */
  private static final long BYTES_PER_BYTE = 256;

  private MemoryBound() {}

  /** Does something and tells the bytes of content it was about. */
  interface Work {
    long run() throws IOException;
  }

  /** Asserts that this thread allocates in proportion to the content, garbage included. */
  static void assertBounded(Work work) throws IOException {
    // What a first run takes may be the loading of classes; the second is the one that tells.
    if (!usage(work).isBounded()) {
      assertThat(usage(work)).matches(Usage::isBounded, "is bounded");
    }
  }

  private static Usage usage(Work work) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long content = work.run();
    return new Usage(content, THREADS.getCurrentThreadAllocatedBytes() - before);
  }

  private record Usage(long contentBytes, long allocatedBytes) {

    boolean isBounded() {
      return allocatedBytes < FIXED_BYTES + BYTES_PER_BYTE * contentBytes;
    }
  }
}
