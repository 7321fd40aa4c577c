package org.tfpipeline.pipeline.safetensors;

import com.google.common.primitives.ImmutableLongArray;

/**
 * A tensor of a file.
 *
 * @param begin where its data start, in bytes from the end of the header
 * @param end where they end
 */
public record TensorEntry(ElementType type, ImmutableLongArray shape, long begin, long end) {

  /** How many numbers it holds. */
  long elements() {
    return (end - begin) / type.bytes();
  }

  /** Bytes that a tensor of this kind takes. */
  static long bytes(ElementType type, ImmutableLongArray shape) {
    return shape.stream().reduce(type.bytes(), Math::multiplyExact);
  }
}
