package org.tfpipeline.pipeline.train;

/**
 * The values of everything that changes over time, for one step.
 *
 * @param learningRate of all parameters
 * @param weightDecay of matrices and embeddings
 * @param teacherMomentum share of the old teacher in the new one
 * @param teacherTemperature divides teacher logits
 */
public record ScheduledValues(
    double learningRate, double weightDecay, double teacherMomentum, double teacherTemperature) {}
