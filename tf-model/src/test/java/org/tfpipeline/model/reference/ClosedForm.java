package org.tfpipeline.model.reference;

import org.tensorflow.ndarray.Shape;

/** Images and weights as functions of their indices, equal to the last bit in every language. */
public final class ClosedForm {
  private ClosedForm() {}

  static int hash(int index, int seed) {
    int h = index * 0x9E3779B1 + seed * 0x85EBCA77;
    h = (h ^ (h >>> 16)) * 0x7FEB352D;
    h = (h ^ (h >>> 15)) * 0x846CA68B;
    return h ^ (h >>> 16);
  }

  /** In [-1, 1), in steps of 2⁻²³. */
  static float unit(int index, int seed) {
    return ((hash(index, seed) >>> 8) - (1 << 23)) / (float) (1 << 23);
  }

  /** In [-1, 1), in steps of 2⁻⁹. */
  static float tenBits(int index, int seed) {
    return ((hash(index, seed) >>> 22) - 512) / 512f;
  }

  /** Images {@code [batch, height, width, 3]}; the formula counts channels before pixels. */
  public static Values images(int batch, int height, int width, int seed) {
    int cellRows = (height + 11) / 12;
    int cellColumns = (width + 11) / 12;
    var pixels = new float[batch * height * width * 3];
    int next = 0;
    for (int b = 0; b < batch; b++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < 3; c++) {
            int plane = b * 3 + c;
            int coarse = (plane * cellRows + y / 12) * cellColumns + x / 12;
            int fine = (plane * height + y) * width + x;
            pixels[next++] = 2 * tenBits(coarse, 2 * seed) + 0.5f * tenBits(fine, 2 * seed + 1);
          }
        }
      }
    }
    return new Values(Shape.of(batch, height, width, 3), pixels);
  }

  /**
   * The weights of a tensor.
   *
   * @param mode {@code hash} or {@code sin}
   * @param name of the tensor, without a network in front
   * @param position of its name among those of all tensors
   * @param shape in PyTorch's layout
   */
  public static Values weights(String mode, String name, int position, Shape shape) {
    return switch (mode) {
      case "hash" -> hashedWeights(name, position, shape);
      case "sin" -> sineWeights(position, shape);
      default -> throw new AssertionError("No test knows weights of the mode " + mode + ".");
    };
  }

  private static Values hashedWeights(String name, int position, Shape shape) {
    var values = new float[Math.toIntExact(shape.size())];
    boolean scale = shape.numDimensions() == 1 && name.endsWith("weight");
    boolean embedding = name.equals("pos_embed") || name.equals("cls_token");
    for (int i = 0; i < values.length; i++) {
      float unit = unit(i, 1000 + position);
      values[i] = scale ? 1 + unit / 32 : embedding ? unit / 4 : unit / 32;
    }
    return new Values(shape, values);
  }

  private static Values sineWeights(int position, Shape shape) {
    var values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.02 * Math.sin(0.37 * i + position));
    }
    return new Values(shape, values);
  }
}
