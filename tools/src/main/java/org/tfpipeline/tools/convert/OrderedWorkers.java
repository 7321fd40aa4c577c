package org.tfpipeline.tools.convert;

import com.google.common.base.Throwables;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Works on many items with several threads and hands the results over in the order of the items.
 * Only a few items for each thread are under way at a time, so memory is bounded.
 */
final class OrderedWorkers implements Closeable {

  private static final int AHEAD_PER_THREAD = 4;

  private final int threads;
  private final ExecutorService executor;

  OrderedWorkers(int threads) {
    this.threads = threads;
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /** Work on one item, on any thread. */
  interface Work<T, R> {
    R apply(T item) throws IOException;
  }

  /** Takes results, one after the other, on the calling thread. */
  interface Sink<R> {
    void accept(R result) throws IOException;
  }

  <T, R> void map(Iterable<T> items, Work<T, R> work, Sink<R> sink) throws IOException {
    var underWay = new ArrayDeque<Future<R>>();
    for (T item : items) {
      if (underWay.size() == threads * AHEAD_PER_THREAD) {
        sink.accept(result(underWay.remove()));
      }
      underWay.add(executor.submit(() -> work.apply(item)));
    }
    while (!underWay.isEmpty()) {
      sink.accept(result(underWay.remove()));
    }
  }

  private static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwables.throwIfInstanceOf(e.getCause(), IOException.class);
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
