package org.tfpipeline.pipeline.input;

/**
 * How one view of an image is cut and coloured.
 *
 * @param minArea smallest share of the image's area that a crop covers
 * @param maxArea largest share
 * @param blurProbability chance of a Gaussian blur
 * @param solarizeProbability chance of a solarisation
 */
public record ViewConfig(
    double minArea, double maxArea, double blurProbability, double solarizeProbability) {}
