package org.tfpipeline.pipeline.input;

/**
 * Derives independent seeds from the run's seed, one for each purpose, so that no draw depends on
 * which other draws are made.
 */
enum RandomKey {
  FILE_ORDER(1),
  RECORD_ORDER(2),
  CROP_GEOMETRY(3),
  COLOR(4);

  private final long salt;

  RandomKey(long salt) {
    this.salt = salt;
  }

  /** A seed for this purpose at position {@code index}, by two rounds of SplitMix64's mixer. */
  long derive(long seed, long index) {
    return mix(derive(seed) + mix(index));
  }

  /** A seed for this purpose. */
  long derive(long seed) {
    return mix(mix(seed) + salt);
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
