package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

/** What ends a run early. */
final class TrainerTest {
  private static final Path SAMPLES =
      Path.of("../configs/samples/clothing/clothing-train.tfrecord-00000-of-00002");

  /** A weight of the patch loss that leaves the loss finite, and the gradient not. */
  private static final double HUGE = 1e37;

  @TempDir private Path folder;

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsItsCheckpoints() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    // The first step is fine and leaves weights beyond all bounds.
    assertThatThrownBy(() -> train(run, SAMPLES, 1e30))
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
    assertThatThrownBy(() -> train(run, config(SAMPLES, 1e-3, HUGE), ""))
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

  @Test
  void aRunThatEndedInItsFirstStepMayBeCorrected() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var broken = config(SAMPLES, 1e-3, HUGE);
    assertThatThrownBy(() -> train(run, broken, "first")).isInstanceOf(TrainingException.class);
    assertThat(run.configuration()).hasContent("first");
    var last = train(run, config(SAMPLES, 1e-3, 0.1), "second");
    assertThat(last.step()).isEqualTo(3);
    assertThat(run.configuration()).hasContent("second");
    train(run, config(SAMPLES, 1e-3, 0.1), "second");
    assertThat(run.path().resolve("earlier-config.textproto")).hasContent("first");
    assertThat(run.path().resolve("earlier-config.textproto-2")).doesNotExist();
  }

  @Test
  void dataThatIsRefusedLeavesNothingBehind() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var empty = Files.createFile(folder.resolve("empty.tfrecord"));
    assertThatThrownBy(() -> train(run, empty, 1e-3)).hasMessageContaining("holds no records");
    var few = folder.resolve("few.tfrecord");
    copy(SAMPLES, few, 3);
    assertThatThrownBy(() -> train(run, few, 1e-3))
        .hasMessageContaining("has 3 records, fewer than one batch of 4");
    assertThat(run.path()).doesNotExist();
  }

  @Test
  void aDamagedCheckpointIsKeptAsideAndTheOneBeforeTakesItsPlace() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = train(run, config, "");
    var data = newest.directory().resolve("ckpt.data-00000-of-00001");
    var whole = Files.readAllBytes(data);
    var damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(data, damaged);

    var warnings = new ArrayList<String>();
    var again =
        new Trainer(
                config,
                ConfigProto.getDefaultInstance(),
                run,
                List.of(
                    new TrainingListener() {
                      @Override
                      public void warned(String warning) {
                        warnings.add(warning);
                      }
                    }))
            .train("", checkpoint -> {}, () -> false)
            .checkpoint();

    assertThat(warnings)
        .containsExactly(
            "The checkpoint '%s' has a damaged ckpt.data-00000-of-00001 (its checksum is another one); it is 'damaged-step-00000003' now, and training goes on from 'step-00000002'."
                .formatted(newest.directory()));
    assertThat(again).isEqualTo(newest);
    assertThat(data).hasBinaryContent(whole);
    assertThat(run.checkpoints().resolve("damaged-step-00000003/ckpt.data-00000-of-00001"))
        .hasBinaryContent(damaged);
    assertThat(Files.readAllLines(run.metrics())).hasSize(3);
  }

  @Test
  void otherDataAreRefused() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    var records = folder.resolve("records.tfrecord");
    copy(SAMPLES, records, 12);
    train(run, records, 1e-3);
    Files.delete(records);
    copy(SAMPLES, records, 11);
    assertThatThrownBy(() -> train(run, records, 1e-3))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The data have 11 records in 1 file(s), and had 12 records in 1 file(s) at '%s'; put them back as they were, or choose another --output."
                .formatted(run.latestCheckpoint().orElseThrow().directory()));
  }

  @Test
  void aRunWhoseCheckpointsWereMovedDoesNotStartAnew() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    train(run, config, "");
    var metrics = Files.readString(run.metrics());
    Files.move(run.checkpoints(), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> train(run, config, "other"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "'%s' has metrics up to step 3 or a SavedModel, and no checkpoint; put its checkpoints back, or choose another --output."
                .formatted(run.path()));
    assertThat(run.metrics()).hasContent(metrics);
    assertThat(run.configuration()).hasContent("");
  }

  @Test
  void aCheckpointWithoutItsManifestIsPassedBy() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = train(run, config, "").directory();
    var manifest = Files.move(newest.resolve("manifest.json"), folder.resolve("manifest.json"));
    Files.createDirectory(newest.resolve("manifest.json"));
    assertThat(SoundCheckpoint.ofTrained(run).checkpoint().step()).isEqualTo(2);
    Files.move(newest, folder.resolve("elsewhere"));
    Files.move(manifest, newest);
    assertThat(SoundCheckpoint.ofTrained(run).checkpoint().step()).isEqualTo(2);
    assertThat(train(run, config, "").directory()).isEqualTo(newest).isDirectory();
  }

  @Test
  void theManifestAndNotTheNameTellsACheckpointsStep() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = train(run, config, "").directory();
    Files.move(newest, newest.resolveSibling("step-00000005"));
    Files.createDirectory(newest.resolveSibling("step-99999999999999999999"));
    assertThat(SoundCheckpoint.ofTrained(run).newer())
        .extracting(SoundCheckpoint.Damaged::toString)
        .containsExactly(
            "The checkpoint '%s' is that of step 3 under another name"
                .formatted(newest.resolveSibling("step-00000005")));
    assertThat(train(run, config, "").directory()).isEqualTo(newest);
  }

  @Test
  void whetherARunMayGoOnIsAskedWhileNoOtherProcessCanChangeIt() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = train(run, config, "first");
    var asked = new ArrayList<RunDirectory.SavedCheckpoint>();
    var trainer = new Trainer(config, ConfigProto.getDefaultInstance(), run, List.of());
    Trainer.ContinuationCheck refusal =
        checkpoint -> {
          asked.add(checkpoint);
          assertThatThrownBy(run::lock).hasMessageContaining("Another process trains in");
          throw new IOException("Another configuration.");
        };
    assertThatThrownBy(() -> trainer.train("second", refusal, () -> false))
        .hasMessage("Another configuration.");
    assertThat(asked).containsExactly(newest);
    assertThat(run.configuration()).hasContent("first");
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedDoesNotStartAnew() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = train(run, config, "");
    for (var checkpoint : run.savedCheckpoints()) {
      Files.delete(checkpoint.directory().resolve("ckpt.index"));
    }
    assertThatThrownBy(() -> train(run, config, ""))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The checkpoint '%s' has no ckpt.index, and no older one is sound; put a copy of one back, or start anew with another --output."
                .formatted(newest.directory()));
    assertThat(run.savedCheckpoints()).hasSize(3);
  }

  @Test
  void aNewRunStartsFromTheWeightsOfAnother() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var first = train(RunDirectory.at(folder.resolve("first")), config, "");
    for (var place : List.of(folder.resolve("first"), first.directory())) {
      var run = RunDirectory.at(folder.resolve("from " + place.getFileName()));
      // Its first step has no learning rate, and leaves the student as it was.
      var second =
          new Trainer(
                  startingFrom(config(SAMPLES, 0, 0.1), place),
                  ConfigProto.getDefaultInstance(),
                  run,
                  List.of())
              .train("", checkpoint -> {}, () -> true)
              .checkpoint();
      assertThat(second.step()).isEqualTo(1);
      var weight = "student/backbone.blocks.0.attn.qkv.weight";
      assertThat(tensor(second, weight)).isEqualTo(tensor(first, weight));
      assertThat(tensor(second, "center")).isNotEqualTo(tensor(first, "center"));
    }
  }

  private static List<Float> tensor(RunDirectory.SavedCheckpoint checkpoint, String name) {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var restored =
          tf.train.restore(
              tf.constant(checkpoint.prefix().toString()),
              tf.array(name),
              tf.array(""),
              List.of(TFloat32.class));
      return ((TFloat32) restored.tensors().get(0).asTensor()).streamOfObjects().toList();
    }
  }

  private static RunConfig startingFrom(RunConfig config, Path weights) {
    return copy(config, config.seed(), Optional.of(weights));
  }

  @Test
  void weightsOfOtherNetworksAreRefused() throws IOException {
    var dino = TinyRuns.config(SAMPLES, 0.1, Optional.empty(), new LossConfig(0.1, 0.9), 1e-3);
    train(RunDirectory.at(folder.resolve("dino")), dino, "");
    var config = startingFrom(config(SAMPLES, 1e-3, 0.1), folder.resolve("dino"));
    assertThatThrownBy(() -> train(RunDirectory.at(folder.resolve("run")), config, ""))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("are not those of this configuration's networks");
    var nothing = startingFrom(config(SAMPLES, 1e-3, 0.1), folder.resolve("nothing"));
    assertThatThrownBy(() -> train(RunDirectory.at(folder.resolve("run")), nothing, ""))
        .hasMessageContaining("is neither a run directory nor a checkpoint in one");
  }

  @Test
  @SuppressWarnings("try") // The lock is held, not used.
  void twoProcessesDoNotTrainInOneFolder() throws IOException {
    var run = RunDirectory.at(folder.resolve("run"));
    try (var lock = run.lock()) {
      assertThatThrownBy(() -> train(run, SAMPLES, 1e-3))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "Another process trains in '%s'; wait for its end or choose another --output."
                  .formatted(run.path()));
    }
    train(run, SAMPLES, 1e-3);
  }

  /** Down to the last bit: weights, crops, colours and stochastic depth all follow the seed. */
  @Test
  void twoRunsOfOneSeedAreEqualAndOneOfAnotherSeedIsNot() throws IOException {
    var config = config(SAMPLES, 1e-3, 0.1);
    var first = weights("first", config);
    assertThat(weights("second", config)).isEqualTo(first);
    assertThat(weights("third", withSeed(config, config.seed() + 1))).isNotEqualTo(first);
  }

  /** The last checkpoint's tensors as they lie in their file. */
  private byte[] weights(String name, RunConfig config) throws IOException {
    var saved = train(RunDirectory.at(folder.resolve(name)), config, "");
    assertThat(saved.step()).isEqualTo(3);
    return Files.readAllBytes(saved.directory().resolve("ckpt.data-00000-of-00001"));
  }

  private static RunConfig withSeed(RunConfig config, long seed) {
    return copy(config, seed, config.initialWeights());
  }

  private static RunConfig copy(RunConfig config, long seed, Optional<Path> initialWeights) {
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

  private static void copy(Path from, Path to, int count) throws IOException {
    try (var reader = RecordReader.open(from);
        var writer = RecordWriter.create(to, Compression.NONE)) {
      for (int i = 0; i < count; i++) {
        assertThat(reader.next()).isTrue();
        writer.write(reader.record());
      }
    }
  }

  private static void train(RunDirectory run, Path records, double learningRate)
      throws IOException {
    train(run, config(records, learningRate, 0.1), "");
  }

  private static RunDirectory.SavedCheckpoint train(
      RunDirectory run, RunConfig config, String configurationText) throws IOException {
    return new Trainer(config, ConfigProto.getDefaultInstance(), run, List.of())
        .train(configurationText, checkpoint -> {}, () -> false)
        .checkpoint();
  }

  private static RunConfig config(Path records, double learningRate, double patchWeight) {
    return TinyRuns.config(
        records, 0.1, TinyRuns.patchLevel(patchWeight), new LossConfig(0.1, 0.9), learningRate);
  }
}
