package org.tfpipeline.tools.convert;

import java.util.Optional;
import org.tfpipeline.tools.convert.mask.ObjectMask;

/**
 * An object as its collection marks it, in continuous pixels: 0 is the left or upper edge of the
 * first pixel.
 *
 * @param name by which messages mean it, such as {@code object 3 (cat)}
 * @param xmin left edge
 * @param ymin upper edge
 * @param xmax right edge
 * @param ymax lower edge
 * @param className its class
 * @param difficult whether evaluations should pass over it
 * @param crowd whether it is a group
 * @param area square pixels that it covers
 * @param mask its outline, if the collection has one
 */
record SourceObject(
    String name,
    double xmin,
    double ymin,
    double xmax,
    double ymax,
    String className,
    boolean difficult,
    boolean crowd,
    double area,
    Optional<ObjectMask> mask) {}
