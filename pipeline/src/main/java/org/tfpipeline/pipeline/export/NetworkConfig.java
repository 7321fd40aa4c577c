package org.tfpipeline.pipeline.export;

import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The architecture of a pretrained network: all that its weights need to be of use, long after the
 * data it was trained on is gone.
 *
 * @param backbone the Vision Transformer
 * @param selfPatch the head that aggregates its patches
 */
public record NetworkConfig(VitConfig backbone, SelfPatchConfig selfPatch) {}
