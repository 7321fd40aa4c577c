package org.tfpipeline.tools.convert;

/** Turns the samples of a pixel into its colour. */
@FunctionalInterface
interface SampleColors {

  /**
   * Returns a colour.
   *
   * @param samples of a row
   * @param offset of the pixel's first sample in it
   * @return red, green and blue in the three lowest bytes; the highest one may hold anything
   */
  int rgb(int[] samples, int offset);
}
