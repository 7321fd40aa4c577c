package org.tfpipeline.tools.cli;

import java.util.concurrent.CountDownLatch;
import org.tfpipeline.pipeline.train.TrainingListener;

/**
 * Turns SIGINT and SIGTERM, once training has started, into a request to come to a good end: the
 * process lives until this is closed, and then exits with 130 or 143 as the JVM does by itself, or
 * with the status of a failure.
 */
final class StopSignal implements TrainingListener, AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::requestAndWait, "stop-signal");
  private volatile boolean requested;
  private volatile int failure;

  /** Before, there is nothing to save, and reading data may take long. */
  @Override
  public void started(long step, long lastStep) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      requested = true; // The signal came just now, and the process ends.
    }
  }

  /** Whether the work should end soon. */
  boolean isRequested() {
    return requested;
  }

  /**
   * Says that the work comes to a bad end, which the user must have been told of: after a signal,
   * nothing more is printed once this is closed.
   *
   * @param status exit status, above 0
   */
  void failed(int status) {
    failure = status;
  }

  private void requestAndWait() {
    requested = true;
    try {
      finished.await();
      if (failure != 0) {
        Runtime.getRuntime().halt(failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came just now; there is nothing left to wait for.
      }
    }
  }
}
