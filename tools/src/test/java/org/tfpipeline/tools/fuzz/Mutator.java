package org.tfpipeline.tools.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages intact input in a few places, the same way for the same seed. */
final class Mutator {

  private static final int MOST_MUTATIONS = 6;
  private static final int LARGEST_INPUT = 1 << 16;

  /** Headers and names lie at the start; half of the damage goes there. */
  private static final int START_BYTES = 128;

  /** Bytes that mean something to varints, to text and to JSON. */
  private static final byte[] TELLING_BYTES = {
    0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff, '\n', 0x1b, '"', '-', '0', '9', '[', ']', '{', '}', ','
  };

  /** Numbers at which lengths overflow, or that promise far more than there is. */
  private static final long[] TELLING_NUMBERS = {
    0,
    1,
    -1,
    Integer.MAX_VALUE - 8,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final ImmutableList<byte[]> seeds;
  private final SplittableRandom random;

  Mutator(ImmutableList<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    byte[] input = any(seeds).clone();
    for (int count = 1 + random.nextInt(MOST_MUTATIONS); count > 0; count--) {
      input = mutate(input);
    }
    return input.length > LARGEST_INPUT ? Arrays.copyOf(input, LARGEST_INPUT) : input;
  }

  private byte[] any(ImmutableList<byte[]> list) {
    return list.get(random.nextInt(list.size()));
  }

  private byte[] mutate(byte[] input) {
    int position = position(input);
    switch (random.nextInt(9)) {
      case 0 -> set(input, position, (byte) (at(input, position) ^ 1 << random.nextInt(8)));
      case 1 -> set(input, position, TELLING_BYTES[random.nextInt(TELLING_BYTES.length)]);
      case 2 -> setNumber(input, position);
      case 3 -> {
        return Arrays.copyOf(input, position);
      }
      case 4 -> {
        return splice(input, position, new byte[0], length());
      }
      case 5 -> {
        byte[] noise = new byte[length()];
        random.nextBytes(noise);
        return splice(input, position, noise, 0);
      }
      case 6 -> {
        return splice(input, position, repeated(part(input, position)), 0);
      }
      case 7 -> {
        byte[] other = any(seeds);
        return splice(input, position, part(other, position(other)), length());
      }
      default -> setVarint(input, position);
    }
    return input;
  }

  private int position(byte[] input) {
    int end = random.nextBoolean() ? input.length : Math.min(input.length, START_BYTES);
    return random.nextInt(end + 1);
  }

  private int length() {
    return 1 << random.nextInt(8);
  }

  private static byte at(byte[] input, int position) {
    return position < input.length ? input[position] : 0;
  }

  private static void set(byte[] input, int position, byte value) {
    if (position < input.length) {
      input[position] = value;
    }
  }

  /** Eight bytes, as lengths of records are. */
  private void setNumber(byte[] input, int position) {
    // Records begin at multiples of four where their data does.
    int aligned = position & ~3;
    if (aligned + Long.BYTES <= input.length) {
      long number = TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)];
      ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putLong(aligned, number);
    }
  }

  /** A length near 2³¹, as protocol buffers write it. */
  private static void setVarint(byte[] input, int position) {
    for (int i = 0; i < 4; i++) {
      set(input, position + i, (byte) 0xff);
    }
    set(input, position + 4, (byte) 0x07);
  }

  private byte[] part(byte[] input, int position) {
    return Arrays.copyOfRange(input, position, Math.min(input.length, position + length()));
  }

  private byte[] repeated(byte[] part) {
    byte[] all = part;
    for (int doublings = random.nextInt(8); doublings > 0; doublings--) {
      all = Bytes.concat(all, all);
    }
    return all;
  }

  private static byte[] splice(byte[] input, int position, byte[] inserted, int removed) {
    int rest = Math.min(input.length, position + removed);
    return Bytes.concat(
        Arrays.copyOf(input, position), inserted, Arrays.copyOfRange(input, rest, input.length));
  }
}
