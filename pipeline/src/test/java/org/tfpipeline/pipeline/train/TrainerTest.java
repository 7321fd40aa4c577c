package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.ColorConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.MultiCropConfig;
import org.tfpipeline.pipeline.input.ViewConfig;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/** What ends a run early. */
final class TrainerTest {
  private static final Path SAMPLES =
      Path.of("../configs/samples/clothing/clothing-train.tfrecord-00000-of-00002");

  @TempDir private Path folder;

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsItsCheckpoints() throws IOException {
    var run = RunDirectory.create(folder.resolve("run"));
    // The first step is fine and leaves weights beyond all bounds.
    assertThatThrownBy(() -> train(run, SAMPLES, 1e30))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The loss is not finite at step 2; the last checkpoint is %s; try a smaller learning rate, a longer warm-up or a lower teacher temperature."
                .formatted(run.checkpoints().resolve("step-00000001")));
    assertThat(run.savedCheckpoints()).hasSize(1);
    assertThat(Files.readAllLines(run.metrics())).hasSize(1);
  }

  @Test
  void aRecordThatIsNoImageIsNamed() throws IOException {
    var run = RunDirectory.create(folder.resolve("run"));
    var records = folder.resolve("a.tfrecord");
    try (var reader = RecordReader.open(SAMPLES);
        var writer = RecordWriter.create(records, Compression.NONE)) {
      for (int i = 0; i < 3; i++) {
        assertThat(reader.next()).isTrue();
        writer.write(reader.record());
      }
      writer.write(
          new ImageExample(
                  ByteString.copyFromUtf8("no image"),
                  ImageFormat.JPEG,
                  "shoes/7.jpg",
                  64,
                  64,
                  Optional.empty())
              .toBytes());
    }
    assertThatThrownBy(() -> train(run, records, 1e-3))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("a.tfrecord")
        .hasMessageContaining("shoes/7.jpg");
  }

  private static void train(RunDirectory run, Path records, double learningRate)
      throws IOException {
    new Trainer(config(records, learningRate), ConfigProto.getDefaultInstance(), run, List.of())
        .train("", () -> false);
  }

  private static RunConfig config(Path records, double learningRate) {
    var view = new ViewConfig(0.25, 1, 0, 0);
    var head = new ProjectionConfig(16, 8, 32, false);
    return new RunConfig(
        "tiny",
        1,
        new DataConfig(records.toString(), ImmutableList.of(records), 4, 16, 1, 1),
        new MultiCropConfig(
            32,
            24,
            ImmutableList.of(view, view),
            view,
            1,
            new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2)),
        new VitConfig(32, 8, 16, 2, 2, 4, 0.1),
        new SelfPatchConfig(1, 3, 2),
        head,
        head,
        new LossConfig(0.1, 0.9, 0.1),
        new AdamWConfig(0.9, 0.999, 1e-8, 3),
        new ScheduleConfig(0, 3, 0, learningRate, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.04, 0, 0),
        1,
        1,
        3);
  }
}
