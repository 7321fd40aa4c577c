package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tfpipeline.tools.convert.mask.ObjectMask;

/**
 * What a COCO annotation file says.
 *
 * @param images by number
 * @param categories names of the classes, by number
 * @param annotations by the number of their image
 */
record CocoFile(
    ImmutableListMultimap<String, Image> images,
    ImmutableMap<String, String> categories,
    ImmutableListMultimap<String, Annotation> annotations) {

  /**
   * An image.
   *
   * @param fileName where it is
   * @param size as the file has it
   */
  record Image(String fileName, Optional<PixelSize> size) {}

  /**
   * An object.
   *
   * @param id its number
   * @param categoryId number of its class
   * @param box left, upper edge, width and height
   * @param area if it is said
   * @param crowd whether it is a group
   * @param ignore whether evaluations should pass over it
   * @param mask its outline
   * @param fault what is wrong with the outline
   */
  record Annotation(
      String id,
      String categoryId,
      ImmutableDoubleArray box,
      OptionalDouble area,
      boolean crowd,
      boolean ignore,
      Optional<ObjectMask> mask,
      Optional<String> fault) {}
}
