package org.tfpipeline.pipeline.input;

/** How a box is resized to a crop; antialiased, with the kernels that Pillow has by these names. */
public enum Interpolation {
  BILINEAR("triangle"),
  /** Keys' kernel with a = -0.5, as in the published recipe. */
  BICUBIC("keyscubic"),
  LANCZOS("lanczos3");

  private final String kernel;

  Interpolation(String kernel) {
    this.kernel = kernel;
  }

  /** What {@code ScaleAndTranslate} calls the kernel. */
  String kernel() {
    return kernel;
  }
}
