package org.tfpipeline.model.optim;

/**
 * The constants of AdamW; learning rate and weight decay follow schedules.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the bias-corrected root of the second moment, as PyTorch does
 * @param clipNorm largest norm of each tensor's own gradient; 0 does not clip
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double clipNorm) {}
