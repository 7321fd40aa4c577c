package org.tfpipeline.pipeline.input;

import java.util.Optional;

/**
 * What was done to the colours of a view, in this order.
 *
 * @param jitter of the colours, if any
 * @param grayscaled whether the colour was dropped
 * @param blurRadius standard deviation of the blur in pixels, 0 for none
 * @param solarized whether levels from 128 on were inverted
 */
public record DrawnColor(
    Optional<DrawnJitter> jitter, boolean grayscaled, float blurRadius, boolean solarized) {}
