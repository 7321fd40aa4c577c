package org.tfpipeline.pipeline.train;

import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.MultiCropConfig;

/**
 * A whole pretraining run, checked and resolved.
 *
 * @param name what the run is called in messages and metadata
 * @param seed start of every random draw
 * @param data where images come from
 * @param crops the views cut from them
 * @param backbone the student's Vision Transformer
 * @param selfPatch the SelfPatch head
 * @param imageHead projection of the aggregated image token
 * @param patchHead projection of patch tokens
 * @param loss constants of the loss
 * @param optimizer constants of the optimiser
 * @param clipNorm largest norm of each tensor's own gradient; 0 does not clip
 * @param schedule what changes over time
 * @param logEverySteps steps between lines of the metrics file
 * @param checkpointEverySteps steps between checkpoints
 * @param keptCheckpoints how many checkpoints stay
 */
public record RunConfig(
    String name,
    long seed,
    DataConfig data,
    MultiCropConfig crops,
    VitConfig backbone,
    SelfPatchConfig selfPatch,
    ProjectionConfig imageHead,
    ProjectionConfig patchHead,
    LossConfig loss,
    OptimizerConfig optimizer,
    double clipNorm,
    ScheduleConfig schedule,
    int logEverySteps,
    int checkpointEverySteps,
    int keptCheckpoints) {}
