package org.tfpipeline.pipeline.safetensors;

import java.nio.ByteBuffer;

/** What a tensor's elements are; the names are the format's. */
public enum ElementType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  I64(8),
  U64(8),
  F64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** Whether {@link #nextFloat} reads it: a float32, or one that fits into it. */
  public boolean isFloat() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** The next element of little-endian data, exactly. */
  float nextFloat(ByteBuffer data) {
    return switch (this) {
      case F32 -> data.getFloat();
      case BF16 -> Float.intBitsToFloat(data.getShort() << Short.SIZE);
      case F16 -> half(data.getShort());
      default -> throw new IllegalArgumentException(this + " does not fit into a float");
    };
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
