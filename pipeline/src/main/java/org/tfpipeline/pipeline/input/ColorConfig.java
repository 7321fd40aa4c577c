package org.tfpipeline.pipeline.input;

/**
 * Colour augmentation shared by all views, in torchvision's terms.
 *
 * @param flipProbability chance of a horizontal flip
 * @param jitterProbability chance of a colour jitter
 * @param brightness factors are drawn from 1 ± this
 * @param contrast factors are drawn from 1 ± this
 * @param saturation factors are drawn from 1 ± this
 * @param hue shifts are drawn from ± this, in turns of the colour circle
 * @param grayscaleProbability chance of dropping the colour
 * @param minBlurRadius smallest radius of the Gaussian blur in pixels
 * @param maxBlurRadius largest radius
 */
public record ColorConfig(
    double flipProbability,
    double jitterProbability,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double grayscaleProbability,
    double minBlurRadius,
    double maxBlurRadius) {}
