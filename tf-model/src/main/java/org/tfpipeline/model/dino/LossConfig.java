package org.tfpipeline.model.dino;

/**
 * The constants of the loss.
 *
 * @param studentTemperature divides student logits
 * @param centerMomentum share of the old value when a centre moves
 */
public record LossConfig(double studentTemperature, double centerMomentum) {}
