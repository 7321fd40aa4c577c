package org.tfpipeline.pipeline.input;

/**
 * Which share of every batch a process reads: of the records in their order, numbers {@code index},
 * {@code index + count} and so on. Together, the workers' batches are those of one process whose
 * batch is {@code count} times as large.
 *
 * @param index from 0
 * @param count how many workers there are
 */
public record Worker(int index, int count) {

  /** The only one. */
  public static final Worker ALONE = new Worker(0, 1);

  /** Checks the numbers. */
  public Worker {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "Worker %d of %d cannot be; they count from 0.".formatted(index, count));
    }
  }
}
