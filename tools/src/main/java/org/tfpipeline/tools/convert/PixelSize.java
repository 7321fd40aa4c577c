package org.tfpipeline.tools.convert;

/** Width and height of an image in pixels. */
record PixelSize(int width, int height) {}
