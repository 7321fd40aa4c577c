package org.tfpipeline.tools.convert;

/** Hears how far a conversion is. */
@FunctionalInterface
public interface ConversionProgress {

  /**
   * Called after each image of a phase.
   *
   * @param phase what is being done, such as "checking"
   * @param done images done
   * @param total images of the phase
   */
  void update(String phase, long done, long total);
}
