package org.tfpipeline.pipeline.train;

/**
 * When a run writes checkpoints, and which of them stay.
 *
 * @param everySteps steps between two of them
 * @param everyMinutes minutes after which there is one in any case; 0 for steps alone
 * @param kept how many stay, the newest
 * @param keptEveryEpochs epochs between those that stay for good; 0 for none
 */
public record CheckpointConfig(int everySteps, int everyMinutes, int kept, int keptEveryEpochs) {}
