package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What a run starts from, or goes on from. */
final class RunStartTest {
  @TempDir private Path folder;

  @Test
  void aDamagedCheckpointIsKeptAsideAndTheOneBeforeTakesItsPlace() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = TinyRuns.train(run, config, "");
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
    TinyRuns.copyRecords(TinyRuns.SAMPLES, records, 12);
    TinyRuns.train(run, records, 1e-3);
    Files.delete(records);
    TinyRuns.copyRecords(TinyRuns.SAMPLES, records, 11);
    assertThatThrownBy(() -> TinyRuns.train(run, records, 1e-3))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "The data have 11 records in 1 file(s), and had 12 records in 1 file(s) at '%s'; put them back as they were, or choose another --output."
                .formatted(run.latestCheckpoint().orElseThrow().directory()));
  }

  @Test
  void aRunWhoseCheckpointsWereMovedDoesNotStartAnew() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    TinyRuns.train(run, config, "");
    var metrics = Files.readString(run.metrics());
    Files.move(run.checkpoints(), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> TinyRuns.train(run, config, "other"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "'%s' has metrics up to step 3 or a SavedModel, and no checkpoint; put its checkpoints back, or choose another --output."
                .formatted(run.path()));
    assertThat(run.metrics()).hasContent(metrics);
    assertThat(run.configuration()).hasContent("");
    Files.move(folder.resolve("elsewhere"), run.checkpoints());
    assertThat(TinyRuns.train(run, config, "").step()).isEqualTo(3);
  }

  @Test
  void aCheckpointWithoutItsManifestIsPassedBy() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = TinyRuns.train(run, config, "").directory();
    var manifest = Files.move(newest.resolve("manifest.json"), folder.resolve("manifest.json"));
    Files.createDirectory(newest.resolve("manifest.json"));
    assertThat(SoundCheckpoint.ofTrained(run).checkpoint().step()).isEqualTo(2);
    Files.move(newest, folder.resolve("elsewhere"));
    Files.move(manifest, newest);
    assertThat(SoundCheckpoint.ofTrained(run).checkpoint().step()).isEqualTo(2);
    assertThat(TinyRuns.train(run, config, "").directory()).isEqualTo(newest).isDirectory();
  }

  @Test
  void theManifestAndNotTheNameTellsACheckpointsStep() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = TinyRuns.train(run, config, "").directory();
    Files.move(newest, newest.resolveSibling("step-00000005"));
    Files.createDirectory(newest.resolveSibling("step-99999999999999999999"));
    assertThat(SoundCheckpoint.ofTrained(run).newer())
        .extracting(SoundCheckpoint.Damaged::toString)
        .containsExactly(
            "The checkpoint '%s' is that of step 3 under another name"
                .formatted(newest.resolveSibling("step-00000005")));
    assertThat(TinyRuns.train(run, config, "").directory()).isEqualTo(newest);
  }

  @Test
  void whetherARunMayGoOnIsAskedWhileNoOtherProcessCanChangeIt() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = TinyRuns.train(run, config, "first");
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
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var run = RunDirectory.at(folder.resolve("run"));
    var newest = TinyRuns.train(run, config, "");
    for (var checkpoint : run.savedCheckpoints()) {
      Files.delete(checkpoint.directory().resolve("ckpt.index"));
    }
    assertThatThrownBy(() -> TinyRuns.train(run, config, ""))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The checkpoint '%s' has no ckpt.index, and no older one is sound; put a copy of one back, or start anew with another --output."
                .formatted(newest.directory()));
    assertThat(run.savedCheckpoints()).hasSize(3);
  }

  @Test
  void aNewRunStartsFromTheWeightsOfAnother() throws IOException {
    var config = TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1);
    var first = TinyRuns.train(RunDirectory.at(folder.resolve("first")), config, "");
    for (var place : List.of(folder.resolve("first"), first.directory())) {
      var run = RunDirectory.at(folder.resolve("from " + place.getFileName()));
      // Its first step has no learning rate, and leaves the student as it was.
      var second =
          new Trainer(
                  startingFrom(TinyRuns.config(TinyRuns.SAMPLES, 0, 0.1), place),
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
    return TinyRuns.with(config, config.seed(), Optional.of(weights));
  }

  @Test
  void weightsOfOtherNetworksAreRefused() throws IOException {
    var dino =
        TinyRuns.config(TinyRuns.SAMPLES, 0.1, Optional.empty(), new LossConfig(0.1, 0.9), 1e-3);
    TinyRuns.train(RunDirectory.at(folder.resolve("dino")), dino, "");
    var config = startingFrom(TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1), folder.resolve("dino"));
    assertThatThrownBy(() -> TinyRuns.train(RunDirectory.at(folder.resolve("run")), config, ""))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("are not those of this configuration's networks");
    var nothing =
        startingFrom(TinyRuns.config(TinyRuns.SAMPLES, 1e-3, 0.1), folder.resolve("nothing"));
    assertThatThrownBy(() -> TinyRuns.train(RunDirectory.at(folder.resolve("run")), nothing, ""))
        .hasMessageContaining("is neither a run directory nor a checkpoint in one");
  }
}
