package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableMap;

/**
 * What one step of training gave.
 *
 * @param step how many steps are done, this one included
 * @param lastStep how many steps the whole run has
 * @param epoch the epoch the step belongs to, from 0
 * @param schedule the values it used
 * @param metrics losses and the like by name
 */
public record StepReport(
    long step,
    long lastStep,
    int epoch,
    ScheduledValues schedule,
    ImmutableMap<String, Float> metrics) {}
