package org.tfpipeline.tools.convert.mask;

import java.util.Optional;

/** The outline of one object. */
public sealed interface ObjectMask permits PolygonMask, RunLengthMask {

  /** Returns what is wrong with it for an image of this size, to be read after "mask". */
  Optional<String> fault(int width, int height);

  /**
   * Its pixels, row by row: 1 on the object, 0 elsewhere.
   *
   * @param width of the image; {@link #fault} finds none for it
   * @param height of the image
   */
  byte[] pixels(int width, int height);
}
