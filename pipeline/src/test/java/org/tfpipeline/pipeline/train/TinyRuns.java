package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
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
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/** Runs of three steps that take no time: global crops of 32 pixels, one local crop of 24. */
final class TinyRuns {
  static final Path SAMPLES =
      Path.of("../configs/samples/clothing/clothing-train.tfrecord-00000-of-00002");

  static final int BATCH = 4;
  static final int GLOBAL_SIZE = 32;
  static final int LOCAL_SIZE = 24;

  private static final ProjectionConfig HEAD = new ProjectionConfig(16, 8, 32, false);

  private TinyRuns() {}

  /** A patch level for {@link #config}; without one the run is of DINO alone. */
  static Optional<PatchLevelConfig> patchLevel(double weight) {
    return Optional.of(new PatchLevelConfig(new SelfPatchConfig(1, 3, 2), HEAD, weight));
  }

  static RunConfig config(
      Path records,
      double dropPathRate,
      Optional<PatchLevelConfig> patchLevel,
      LossConfig loss,
      double learningRate) {
    return config(
        records,
        dropPathRate,
        patchLevel,
        loss,
        learningRate,
        new AdamWConfig(0.9, 0.999, 1e-8),
        3);
  }

  static RunConfig config(
      Path records,
      double dropPathRate,
      Optional<PatchLevelConfig> patchLevel,
      LossConfig loss,
      double learningRate,
      OptimizerConfig optimizer,
      double clipNorm) {
    var view = new ViewConfig(0.25, 1, 0, 0);
    return new RunConfig(
        "tiny",
        1,
        Optional.empty(),
        new DataConfig(
            records.toString(),
            ImmutableList.of(records),
            BATCH,
            16,
            1,
            1,
            1,
            Remainder.DROP,
            BadRecords.STOP,
            false,
            Worker.ALONE),
        new MultiCropConfig(
            GLOBAL_SIZE,
            LOCAL_SIZE,
            ImmutableList.of(view, view),
            view,
            1,
            new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2),
            Interpolation.BICUBIC),
        new VitConfig(GLOBAL_SIZE, 8, 16, 2, 2, 4, dropPathRate, patchLevel.isEmpty()),
        HEAD,
        patchLevel,
        loss,
        optimizer,
        clipNorm,
        new ScheduleConfig(0, 3, 0, learningRate, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.04, 0, 0),
        1,
        0.02,
        new CheckpointConfig(1, 0, 3, 0));
  }

  /** Three steps, or what a run has left of them. */
  static RunDirectory.SavedCheckpoint train(
      RunDirectory run, RunConfig config, String configurationText) throws IOException {
    return new Trainer(config, ConfigProto.getDefaultInstance(), run, List.of())
        .train(configurationText, checkpoint -> {}, () -> false)
        .checkpoint();
  }

  static void train(RunDirectory run, Path records, double learningRate) throws IOException {
    train(run, config(records, learningRate, 0.1), "");
  }

  static RunConfig config(Path records, double learningRate, double patchWeight) {
    return config(records, 0.1, patchLevel(patchWeight), new LossConfig(0.1, 0.9), learningRate);
  }

  static RunConfig with(RunConfig config, long seed, Optional<Path> initialWeights) {
    return new RunConfig(
        config.name(),
        seed,
        initialWeights,
        config.data(),
        config.crops(),
        config.backbone(),
        config.imageHead(),
        config.patchLevel(),
        config.loss(),
        config.optimizer(),
        config.clipNorm(),
        config.schedule(),
        config.logEverySteps(),
        config.collapseSpread(),
        config.checkpoints());
  }

  /** Writes the first records of a file to another one. */
  static void copyRecords(Path from, Path to, int count) throws IOException {
    try (var reader = RecordReader.open(from);
        var writer = RecordWriter.create(to, Compression.NONE)) {
      for (int i = 0; i < count; i++) {
        assertThat(reader.next()).isTrue();
        writer.write(reader.record());
      }
    }
  }
}
