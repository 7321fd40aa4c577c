package org.tfpipeline.pipeline.train;

/**
 * How a training ended.
 *
 * @param checkpoint the last one
 * @param complete whether all steps are done; otherwise it was asked to stop
 */
public record TrainingResult(RunDirectory.SavedCheckpoint checkpoint, boolean complete) {}
