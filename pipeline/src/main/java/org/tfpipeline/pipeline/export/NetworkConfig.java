package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The architecture of a pretrained network: all that its weights need to be of use, long after the
 * data it was trained on is gone.
 *
 * @param backbone the Vision Transformer
 * @param selfPatch the head that aggregates its patches; empty for DINO, whose backbone has a class
 *     token for that
 */
public record NetworkConfig(VitConfig backbone, Optional<SelfPatchConfig> selfPatch) {

  public NetworkConfig {
    checkArgument(
        backbone.classToken() == selfPatch.isEmpty(),
        "an image is summed up by a class token or by SelfPatch's head, by one of the two");
  }
}
