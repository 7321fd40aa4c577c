package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;

/**
 * A colour jitter in torchvision's terms.
 *
 * @param order what was done, in this order: "brightness", "contrast", "saturation", and "hue"
 *     unless the configuration turns no hues
 * @param brightness factor
 * @param contrast factor
 * @param saturation factor
 * @param hue shift in turns of the colour circle
 */
public record DrawnJitter(
    ImmutableList<String> order, float brightness, float contrast, float saturation, float hue) {}
