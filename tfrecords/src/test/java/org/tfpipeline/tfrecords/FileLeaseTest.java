package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve(".lock");
  }

  @Test
  @SuppressWarnings("try") // The lock is held, not used.
  void theFileIsThereAsLongAsTheLockIsHeld() throws IOException {
    try (var lease = FileLease.take(file).orElseThrow()) {
      assertThat(file).exists();
      assertThat(FileLease.take(file)).isEmpty();
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
    FileLease.take(file).orElseThrow().close();
  }

  @Test
  void thereIsOneHolderAtMostHoweverFilesComeAndGo() throws Exception {
    var holders = new AtomicInteger();
    var taken = new AtomicInteger();
    var threads = Executors.newFixedThreadPool(4);
    var results = new ArrayList<Future<?>>();
    for (int thread = 0; thread < 4; thread++) {
      results.add(
          threads.submit(
              () -> {
                for (int time = 0; time < 500; time++) {
                  var lease = FileLease.take(file);
                  if (lease.isPresent()) {
                    assertThat(holders.incrementAndGet()).isOne();
                    taken.incrementAndGet();
                    holders.decrementAndGet();
                    lease.get().close();
                  }
                }
                return null;
              }));
    }
    threads.shutdown();
    for (var result : results) {
      result.get();
    }
    assertThat(taken.get()).isGreaterThan(1);
  }
}
