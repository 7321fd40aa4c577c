package org.tfpipeline.pipeline.config;

import com.google.common.collect.ImmutableMap;
import org.tfpipeline.pipeline.config.proto.Method;
import org.tfpipeline.pipeline.config.proto.Pretraining;

/** What decides which variables a run's networks have, and what those mean. */
final class NetworkFields {

  private NetworkFields() {}

  /** Values by the fields' paths; a named architecture as the numbers that it stands for. */
  static ImmutableMap<String, Object> of(Pretraining message) {
    var backbone = RunConfigs.network(message).backbone();
    var heads = message.getHeads();
    var fields =
        ImmutableMap.<String, Object>builder()
            .put("method", message.getMethod())
            .put("backbone.custom.width", backbone.width())
            .put("backbone.custom.depth", backbone.depth())
            .put("backbone.custom.heads", backbone.heads())
            .put("backbone.patch_size", backbone.patchSize())
            .put("backbone.image_size", backbone.imageSize())
            .put("backbone.mlp_ratio", backbone.mlpRatio())
            .put("heads.hidden", heads.getHidden())
            .put("heads.bottleneck", heads.getBottleneck())
            .put("heads.image_prototypes", heads.getImagePrototypes())
            .put("heads.trainable_norm", heads.getTrainableNorm());
    if (message.getMethod() == Method.DINO_SELFPATCH) {
      fields
          .put("heads.patch_prototypes", heads.getPatchPrototypes())
          .put("selfpatch.blocks", message.getSelfpatch().getBlocks());
    }
    return fields.buildOrThrow();
  }
}
