package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/** What ends a run early. */
final class TrainerTest {
  /** A weight of the patch loss that leaves the loss finite, and the gradient not. */
  private static final double HUGE = 1e37;

  @TempDir private Path folder;

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsItsCheckpoints() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    // The first step is fine and leaves weights beyond all bounds.
    assertThatThrownBy(() -> TinyRuns.train(run, TinyRuns.SAMPLES, 1e30))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The loss is not finite at step 2, in image_loss and 1 more; the last checkpoint is %s; try a smaller learning rate, a longer warm-up, a lower teacher temperature or a smaller optimizer.clip_norm in another --output, with --init-from that or an earlier one."
                .formatted(run.checkpoints().resolve("step-00000001")));
    assertThat(run.savedCheckpoints()).hasSize(1);
    assertThat(Files.readAllLines(run.metrics())).hasSize(1);
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRunThoughItsLossIs() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    assertThatThrownBy(() -> TinyRuns.train(run, TinyRuns.config(TinyRuns.SAMPLES, 1e-3, HUGE), ""))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The gradient is not finite at step 1, in backbone.patch_embed.proj.weight and 35 more; there is no checkpoint yet; try a smaller learning rate, a longer warm-up, a lower teacher temperature or a smaller optimizer.clip_norm.");
    assertThat(run.savedCheckpoints()).isEmpty();
    assertThat(run.metrics()).isEmptyFile();
  }

  @Test
  void aRecordThatIsNoImageIsNamed() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var records = folder.resolve("a.tfrecord");
    try (var reader = RecordReader.open(TinyRuns.SAMPLES);
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
    assertThatThrownBy(() -> TinyRuns.train(run, records, 1e-3))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("a.tfrecord")
        .hasMessageContaining("shoes/7.jpg");
  }

  @Test
  void aRunThatEndedInItsFirstStepMayBeCorrected() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var broken = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, HUGE);
    assertThatThrownBy(() -> TinyRuns.train(run, broken, "first"))
        .isInstanceOf(TrainingException.class);
    assertThat(run.configuration()).hasContent("first");
    var last = TinyRuns.train(run, TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1), "second");
    assertThat(last.step()).isEqualTo(3);
    assertThat(run.configuration()).hasContent("second");
    TinyRuns.train(run, TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1), "second");
    assertThat(run.path().resolve("earlier-config.textproto")).hasContent("first");
    assertThat(run.path().resolve("earlier-config.textproto-2")).doesNotExist();
  }

  @Test
  void dataThatIsRefusedLeavesNothingBehind() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var empty = Files.createFile(folder.resolve("empty.tfrecord"));
    assertThatThrownBy(() -> TinyRuns.train(run, empty, 1e-3))
        .hasMessageContaining("holds no records");
    var few = folder.resolve("few.tfrecord");
    TinyRuns.copyRecords(TinyRuns.SAMPLES, few, 3);
    assertThatThrownBy(() -> TinyRuns.train(run, few, 1e-3))
        .hasMessageContaining("has 3 records, fewer than one batch of 4");
    assertThat(run.path()).doesNotExist();
  }

  @Test
  @SuppressWarnings("try") // The lock is held, not used.
  void twoProcessesDoNotTrainInOneFolder() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    try (var lock = run.lock()) {
      assertThatThrownBy(() -> TinyRuns.train(run, TinyRuns.SAMPLES, 1e-3))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "Another process trains in '%s'; wait for its end or choose another --output."
                  .formatted(run.path()));
    }
    TinyRuns.train(run, TinyRuns.SAMPLES, 1e-3);
  }

  /** Down to the last bit: weights, crops, colours and stochastic depth all follow the seed. */
  @Test
  void twoRunsOfOneSeedAreEqualAndOneOfAnotherSeedIsNot() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var first = weights("first", config);
    assertThat(weights("second", config)).isEqualTo(first);
    assertThat(weights("third", withSeed(config, config.seed() + 1))).isNotEqualTo(first);
  }

  /** The last checkpoint's tensors as they lie in their file. */
  private byte[] weights(String name, RunConfig config) throws IOException {
    var saved = TinyRuns.train(RunDirectory.at(folder.resolve(name)), config, "");
    assertThat(saved.step()).isEqualTo(3);
    return Files.readAllBytes(saved.directory().resolve("ckpt.data-00000-of-00001"));
  }

  private static RunConfig withSeed(RunConfig config, long seed) {
    return TinyRuns.with(config, seed, config.initialWeights());
  }
}
