package org.tfpipeline.tools.inspect;

import com.google.common.collect.ImmutableList;

/**
 * What is marked in the images.
 *
 * @param boxes of objects
 * @param objectMasks masks of single objects
 * @param segmentationMasks masks of whole images
 * @param imagesWithoutObjects records that could hold objects and hold none
 * @param classes one entry a class of objects, by number
 */
public record AnnotationSummary(
    long boxes,
    long objectMasks,
    long segmentationMasks,
    long imagesWithoutObjects,
    ImmutableList<ObjectCount> classes) {

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return boxes + objectMasks + segmentationMasks + imagesWithoutObjects == 0 && classes.isEmpty();
  }
}
