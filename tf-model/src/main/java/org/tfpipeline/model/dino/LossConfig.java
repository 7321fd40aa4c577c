package org.tfpipeline.model.dino;

/**
 * The constants of the loss.
 *
 * @param studentTemperature divides student logits
 * @param centerMomentum share of the old value when a centre moves
 * @param patchWeight factor of the patch term in the total
 */
public record LossConfig(double studentTemperature, double centerMomentum, double patchWeight) {}
