package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.Collections;

/**
 * The views of an image: two global ones and some local ones (DINO, section 3.1).
 *
 * @param globalSize side of a global crop in pixels
 * @param localSize side of a local crop in pixels
 * @param globals the two global views, each with its own chances
 * @param local what all local views share
 * @param localCount how many local views an image gives
 * @param color colour augmentation of every view
 * @param interpolation how boxes are resized
 */
public record MultiCropConfig(
    int globalSize,
    int localSize,
    ImmutableList<ViewConfig> globals,
    ViewConfig local,
    int localCount,
    ColorConfig color,
    Interpolation interpolation) {

  /** The settings of the local views, one after the other. */
  public ImmutableList<ViewConfig> locals() {
    return ImmutableList.copyOf(Collections.nCopies(localCount, local));
  }

  /** The settings of all views, the global ones first. */
  ImmutableList<ViewConfig> views() {
    return ImmutableList.<ViewConfig>builder().addAll(globals).addAll(locals()).build();
  }
}
