package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;

/**
 * An image with all of its views.
 *
 * @param index the position of the image in the run's stream of images
 * @param name of the file that it was; empty if the record tells none
 * @param height in pixels
 * @param width in pixels
 * @param views the global ones first
 */
public record DrawnImage(
    long index, String name, int height, int width, ImmutableList<DrawnView> views) {}
