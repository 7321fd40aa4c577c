package org.tfpipeline.tfrecords.schema;

/**
 * A box by its continuous corners, as fractions of the image: (0, 0) is the top left corner of the
 * top left pixel, (1, 1) the bottom right corner of the bottom right one.
 *
 * @param xmin left edge, in [0, 1]
 * @param xmax right edge, in [0, 1]
 * @param ymin upper edge, in [0, 1]
 * @param ymax lower edge, in [0, 1]
 */
public record BoundingBox(float xmin, float xmax, float ymin, float ymax) {}
