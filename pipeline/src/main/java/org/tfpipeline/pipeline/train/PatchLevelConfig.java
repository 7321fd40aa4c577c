package org.tfpipeline.pipeline.train;

import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;

/**
 * What SelfPatch adds to DINO.
 *
 * @param aggregation the head that aggregates an image and the neighbourhood of each patch
 * @param head projection of patch tokens
 * @param weight factor of the patch term in the total
 */
public record PatchLevelConfig(SelfPatchConfig aggregation, ProjectionConfig head, double weight) {}
