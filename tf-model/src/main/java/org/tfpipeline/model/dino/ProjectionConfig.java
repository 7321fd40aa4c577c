package org.tfpipeline.model.dino;

/**
 * A DINO projection head.
 *
 * @param hidden units of the two hidden layers
 * @param bottleneck channels before the weight-normalised last layer
 * @param prototypes output logits (K in the paper)
 * @param trainableNorm whether the last layer's row norms are trained; they stay 1 otherwise
 */
public record ProjectionConfig(int hidden, int bottleneck, int prototypes, boolean trainableNorm) {}
