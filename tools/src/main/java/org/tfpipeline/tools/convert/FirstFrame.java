package org.tfpipeline.tools.convert;

/**
 * Where the first frame of an animation lies on its canvas, which is what viewers show.
 *
 * @param canvasWidth pixels; the frame is inside
 * @param canvasHeight pixels
 * @param left column of the frame's first pixel
 * @param top row of the frame's first pixel
 */
record FirstFrame(int canvasWidth, int canvasHeight, int left, int top) {}
