package org.tfpipeline.model.reference;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** The values of a tensor in row-major order. */
public final class Values {
  private final Shape shape;
  private final float[] flat;

  /** Takes the array as it is. */
  public Values(Shape shape, float[] flat) {
    if (shape.size() != flat.length) {
      throw new IllegalArgumentException(shape + " does not hold " + flat.length + " values");
    }
    this.shape = shape;
    this.flat = flat;
  }

  /** The values of an array or a tensor, which stays open. */
  public static Values of(FloatNdArray array) {
    return new Values(array.shape(), LayerTrial.flat(array));
  }

  public FloatNdArray array() {
    return LayerTrial.array(flat, shape.asArray());
  }

  public Shape shape() {
    return shape;
  }

  /** The values themselves, not a copy. */
  public float[] flat() {
    return flat;
  }

  /** The values cut into rows. */
  public ImmutableList<float[]> rows(int length) {
    return IntStream.range(0, flat.length / length)
        .mapToObj(row -> Arrays.copyOfRange(flat, row * length, (row + 1) * length))
        .collect(ImmutableList.toImmutableList());
  }

  /** To feed; the caller closes it. */
  public TFloat32 tensor() {
    return TFloat32.tensorOf(shape, DataBuffers.of(flat));
  }

  /** The same values in a shape of the same size. */
  public Values reshaped(Shape newShape) {
    return new Values(newShape, flat);
  }

  /** A weight in PyTorch's layout (outputs first, OIHW) to ours (inputs first, HWIO). */
  public Values fromOfficialLayout() {
    return switch (shape.numDimensions()) {
      case 2 -> transposed(1, 0);
      case 4 -> transposed(2, 3, 1, 0);
      default -> this;
    };
  }

  /** A weight in our layout to PyTorch's. */
  public Values toOfficialLayout() {
    return switch (shape.numDimensions()) {
      case 2 -> transposed(1, 0);
      case 4 -> transposed(3, 2, 0, 1);
      default -> this;
    };
  }

  /** {@code result[i[axes[0]], i[axes[1]], …] = this[i]}. */
  public Values transposed(int... axes) {
    int rank = axes.length;
    var sizes = new long[rank];
    var strides = new int[rank]; // Of this, in the order of the result's axes.
    for (int i = 0; i < rank; i++) {
      sizes[i] = shape.get(axes[i]);
      strides[i] = Math.toIntExact(shape.takeLast(rank - 1 - axes[i]).size());
    }
    var result = new float[flat.length];
    var index = new long[rank];
    for (int next = 0; next < result.length; next++) {
      int from = 0;
      for (int i = 0; i < rank; i++) {
        from += Math.toIntExact(index[i]) * strides[i];
      }
      result[next] = flat[from];
      for (int i = rank - 1; i >= 0 && ++index[i] == sizes[i]; i--) {
        index[i] = 0;
      }
    }
    return new Values(Shape.of(sizes), result);
  }
}
