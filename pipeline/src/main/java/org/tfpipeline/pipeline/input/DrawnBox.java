package org.tfpipeline.pipeline.input;

/**
 * The part of an image that a view shows, in pixels of the image.
 *
 * @param top first row
 * @param left first column
 * @param height rows
 * @param width columns
 */
public record DrawnBox(int top, int left, int height, int width) {}
