package org.tfpipeline.pipeline.input;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * One view of an image and what was drawn for it.
 *
 * @param pixels {@code [size, size, 3]}, normalised, as the network sees it
 * @param box which part of the image it shows
 * @param flipped whether left and right have changed places
 * @param color what was done to its colours
 */
public record DrawnView(FloatNdArray pixels, DrawnBox box, boolean flipped, DrawnColor color) {}
