package org.tfpipeline.tools.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Follows this process's resident memory: at the beginning of a run and after each tenth of it. */
final class ResidentMemory {

  private static final int PARTS = 10;
  private static final Path STATUS = Path.of("/proc/self/status");

  private final long total;
  private final List<Long> kilobytes = new ArrayList<>();
  private long done;

  /**
   * To follow a run.
   *
   * @param total batches of the run
   */
  ResidentMemory(long total) {
    this.total = total;
  }

  /** Takes the first sample, unless there is one. */
  void begin() {
    if (kilobytes.isEmpty()) {
      sample();
    }
  }

  /** Hears of a batch. */
  void batchDone() {
    done++;
    if (done * PARTS / total > (done - 1) * PARTS / total) {
      sample();
    }
  }

  private void sample() {
    now().ifPresent(kilobytes::add);
  }

  /** The samples in kB, in their order; none where the system does not tell. */
  ImmutableLongArray samples() {
    return ImmutableLongArray.copyOf(ImmutableList.copyOf(kilobytes));
  }

  private static OptionalLong now() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
