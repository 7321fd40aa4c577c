package org.tfpipeline.pipeline.interchange;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;

/** How the axes of a parameter lie here and in PyTorch; its rank tells which it is. */
enum TorchLayout {
  /** Vectors, position embeddings, tokens. */
  SAME,
  /** Linear layers: {@code [in, out]} here, {@code [out, in]} there. */
  MATRIX(1, 0),
  /**
   * Convolutions: {@code [rows, columns, in, out]} here, {@code [out, in, rows, columns]} there.
   */
  CONVOLUTION(3, 2, 0, 1);

  /** For each axis there the one here. */
  private final ImmutableIntArray axes;

  TorchLayout(int... axes) {
    this.axes = ImmutableIntArray.copyOf(axes);
  }

  static TorchLayout ofRank(int rank) {
    return switch (rank) {
      case 2 -> MATRIX;
      case 4 -> CONVOLUTION;
      default -> SAME;
    };
  }

  /** The shape there of a parameter that has the given one here. */
  ImmutableLongArray toTorch(ImmutableLongArray shape) {
    if (this == SAME) {
      return shape;
    }
    var permuted = ImmutableLongArray.builder(axes.length());
    axes.forEach(axis -> permuted.add(shape.get(axis)));
    return permuted.build();
  }

  /**
   * The numbers there, row-major.
   *
   * @param numbers here, row-major
   * @param shape here
   */
  float[] toTorch(float[] numbers, ImmutableLongArray shape) {
    return this == SAME ? numbers : permuted(numbers, shape, axes.toArray());
  }

  /**
   * The numbers here, row-major.
   *
   * @param numbers there, row-major
   * @param shape here
   */
  float[] fromTorch(float[] numbers, ImmutableLongArray shape) {
    if (this == SAME) {
      return numbers;
    }
    var back = new int[axes.length()];
    for (int axis = 0; axis < axes.length(); axis++) {
      back[axes.get(axis)] = axis;
    }
    return permuted(numbers, toTorch(shape), back);
  }

  /** Axis {@code i} of the result is axis {@code axes[i]} of the input. */
  private static float[] permuted(float[] numbers, ImmutableLongArray shape, int[] axes) {
    int rank = axes.length;
    var strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= (int) shape.get(axis);
    }
    var result = new float[numbers.length];
    var position = new int[rank]; // In the result.
    int from = 0;
    for (int to = 0; to < result.length; to++) {
      result[to] = numbers[from];
      for (int axis = rank - 1; axis >= 0; axis--) {
        int size = (int) shape.get(axes[axis]);
        from += strides[axes[axis]];
        if (++position[axis] < size) {
          break;
        }
        from -= size * strides[axes[axis]];
        position[axis] = 0;
      }
    }
    return result;
  }
}
