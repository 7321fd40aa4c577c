package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.reference.ClosedForm;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.BadRecords;
import org.tfpipeline.pipeline.input.ColorConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.Interpolation;
import org.tfpipeline.pipeline.input.MultiCropConfig;
import org.tfpipeline.pipeline.input.Remainder;
import org.tfpipeline.pipeline.input.ViewConfig;
import org.tfpipeline.pipeline.input.Worker;
import org.tfpipeline.pipeline.train.CheckpointConfig;
import org.tfpipeline.pipeline.train.PatchLevelConfig;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.pipeline.train.ScheduleConfig;
import org.tfpipeline.pipeline.train.TrainingTrial;

/** The configuration of a case, and what follows from it. */
final class CaseConfig {
  /** The official optimiser's own constants. */
  static final OptimizerConfig ADAM_W = new AdamWConfig(0.9, 0.999, 1e-8);

  /** Fixed in the official code: two blocks of class attention, 3 × 3 windows, loss weight 0.1. */
  private static final int CLASS_ATTENTION_BLOCKS = 2;

  private static final int WINDOW = 3;
  private static final double PATCH_WEIGHT = 0.1;
  private static final double MLP_RATIO = 4;

  private final TrackedJson json;

  /** Whether the patch-level loss is part of it. */
  private final boolean selfPatch;

  CaseConfig(TrackedJson json, boolean selfPatch) {
    this.json = json;
    this.selfPatch = selfPatch;
    json.provenance("seed_student", "seed_teacher", "seed_center");
  }

  int batch() {
    return json.integer("batch");
  }

  int locals() {
    return json.integer("n_local");
  }

  int globalSize() {
    return json.integer("global_size");
  }

  int localSize() {
    return json.integer("local_size");
  }

  double clipNorm() {
    return json.number("clip_grad");
  }

  VitConfig backbone(double dropPathRate) {
    return new VitConfig(
        json.integer("img_size"),
        json.integer("patch_size"),
        json.integer("embed_dim"),
        json.integer("depth"),
        json.integer("num_heads"),
        MLP_RATIO,
        dropPathRate,
        /* classToken= */ !selfPatch);
  }

  SelfPatchConfig aggregation() {
    return new SelfPatchConfig(CLASS_ATTENTION_BLOCKS, WINDOW, json.integer("k_num"));
  }

  ProjectionConfig imageHead() {
    return projection("out_dim");
  }

  ProjectionConfig patchHead() {
    return projection("out_dim_patch");
  }

  private ProjectionConfig projection(String prototypes) {
    return new ProjectionConfig(
        json.integer("head_hidden"),
        json.integer("head_bottleneck"),
        json.integer(prototypes),
        !json.get("norm_last_layer").flag());
  }

  /** What a single step leaves out is as if it did not change. */
  ScheduleConfig schedule() {
    double learningRate = json.number("lr");
    double weightDecay = json.number("wd");
    return new ScheduleConfig(
        json.integer("epochs"),
        0,
        json.find("warmup_epochs").map(TrackedJson::integer).orElse(0),
        learningRate,
        0,
        json.find("min_lr").map(TrackedJson::number).orElse(learningRate),
        weightDecay,
        json.find("wd_end").map(TrackedJson::number).orElse(weightDecay),
        json.number("ema_momentum"),
        json.number("warmup_teacher_temp"),
        json.number("teacher_temp"),
        json.integer("warmup_teacher_temp_epochs"),
        json.integer("freeze_last_layer"));
  }

  RunConfig run(OptimizerConfig optimizer) {
    var view = new ViewConfig(0.25, 1, 0, 0);
    return new RunConfig(
        "reference",
        1,
        Optional.empty(),
        new DataConfig(
            "none",
            ImmutableList.of(),
            batch(),
            1,
            1,
            1,
            1,
            Remainder.DROP,
            BadRecords.STOP,
            false,
            Worker.ALONE),
        new MultiCropConfig(
            globalSize(),
            localSize(),
            ImmutableList.of(view, view),
            view,
            locals(),
            new ColorConfig(0, 0, 0, 0, 0, 0, 0, 0, 0),
            Interpolation.BICUBIC),
        backbone(/* dropPathRate= */ 0),
        imageHead(),
        selfPatch
            ? Optional.of(new PatchLevelConfig(aggregation(), patchHead(), PATCH_WEIGHT))
            : Optional.empty(),
        new LossConfig(json.number("student_temp"), json.number("center_momentum")),
        optimizer,
        clipNorm(),
        schedule(),
        1,
        0,
        new CheckpointConfig(1, 0, 1, 0));
  }

  /** The crops of a step: 0 for single steps, from 1 up in trajectories. */
  TrainingTrial.Views views(int step) {
    int seed = json.integer("image_seed") + 1000 * step;
    return new TrainingTrial.Views(
        crops(2, globalSize(), seed), crops(locals(), localSize(), seed + 2));
  }

  private Values crops(int views, int size, int firstSeed) {
    var all = new float[views][];
    for (int view = 0; view < views; view++) {
      all[view] = ClosedForm.images(batch(), size, size, firstSeed + view).flat();
    }
    return new Values(Shape.of((long) views * batch(), size, size, 3), Floats.concat(all));
  }
}
