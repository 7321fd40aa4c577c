package org.tfpipeline.pipeline.train;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.MultiCropConfig;

/**
 * A whole pretraining run, checked and resolved.
 *
 * @param name what the run is called in messages and metadata
 * @param seed start of every random draw
 * @param initialWeights a run directory or a checkpoint to take the networks' weights from
 * @param data where images come from
 * @param crops the views cut from them
 * @param backbone the student's Vision Transformer; it has a class token in DINO alone
 * @param imageHead projection of the image's token
 * @param patchLevel what SelfPatch adds; empty for DINO alone
 * @param loss constants of the loss
 * @param optimizer constants of the optimiser
 * @param clipNorm largest norm of each tensor's own gradient; 0 does not clip
 * @param schedule what changes over time
 * @param logEverySteps steps between lines of the metrics file
 * @param collapseSpread spread of the embeddings below which there is a warning; 0 for none
 * @param checkpoints when there are checkpoints, and which of them stay
 */
public record RunConfig(
    String name,
    long seed,
    Optional<Path> initialWeights,
    DataConfig data,
    MultiCropConfig crops,
    VitConfig backbone,
    ProjectionConfig imageHead,
    Optional<PatchLevelConfig> patchLevel,
    LossConfig loss,
    OptimizerConfig optimizer,
    double clipNorm,
    ScheduleConfig schedule,
    int logEverySteps,
    double collapseSpread,
    CheckpointConfig checkpoints) {

  public RunConfig {
    checkArgument(
        backbone.classToken() == patchLevel.isEmpty(),
        "DINO alone has a class token, SelfPatch has none");
  }
}
