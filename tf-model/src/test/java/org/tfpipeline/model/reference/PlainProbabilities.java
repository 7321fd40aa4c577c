package org.tfpipeline.model.reference;

import java.util.Arrays;

/** The formulas behind the losses, row by row in double precision. */
public final class PlainProbabilities {
  private PlainProbabilities() {}

  public static double[] softmax(double[] logits) {
    return Arrays.stream(logSoftmax(logits)).map(Math::exp).toArray();
  }

  public static double[] logSoftmax(double[] logits) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).sum();
    return Arrays.stream(logits).map(logit -> logit - largest - Math.log(sum)).toArray();
  }

  /** {@code −Σ target · logsoftmax(logits)}. */
  public static double crossEntropy(double[] target, double[] logits) {
    var logProbabilities = logSoftmax(logits);
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      sum -= target[i] * logProbabilities[i];
    }
    return sum;
  }

  /** Rows of a flat array. */
  public static double[][] rows(float[] flat, int columns) {
    var rows = new double[flat.length / columns][columns];
    for (int i = 0; i < flat.length; i++) {
      rows[i / columns][i % columns] = flat[i];
    }
    return rows;
  }

  /** The same as a flat array. */
  public static float[] flat(double[][] rows) {
    int columns = rows[0].length;
    var flat = new float[rows.length * columns];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / columns][i % columns];
    }
    return flat;
  }
}
