package org.tfpipeline.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.LarsConfig;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.input.ColorConfig;
import org.tfpipeline.pipeline.input.Interpolation;
import org.tfpipeline.pipeline.input.MultiCropConfig;
import org.tfpipeline.pipeline.input.ViewConfig;
import org.tfpipeline.pipeline.train.PatchLevelConfig;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.pipeline.train.ScheduleConfig;

class ConfigurationTest {

  @TempDir private Path folder;
  private Path records;

  @BeforeEach
  void putRecordsBesideTheConfiguration() throws IOException {
    records = Files.createFile(folder.resolve("photographs.tfrecord"));
  }

  /** The expectations are the defaults of the published SelfPatch code at 256 images a step. */
  @Test
  void defaultsAreThePublishedOnes() throws IOException {
    RunConfig run = load("data { path: \"photographs.tfrecord\" batch_size: 256 }").resolve();

    assertThat(run.name()).isEqualTo("test");
    assertThat(run.backbone()).isEqualTo(new VitConfig(224, 16, 384, 12, 6, 4, 0.1, false));
    assertThat(run.imageHead()).isEqualTo(new ProjectionConfig(2048, 256, 65536, false));
    assertThat(run.patchLevel())
        .hasValue(
            new PatchLevelConfig(
                new SelfPatchConfig(2, 3, 4), new ProjectionConfig(2048, 256, 4096, false), 0.1));
    assertThat(run.loss()).isEqualTo(new LossConfig(0.1, 0.9));
    assertThat(run.optimizer()).isEqualTo(new AdamWConfig(0.9, 0.999, 1e-8));
    assertThat(run.clipNorm()).isEqualTo(3);
    assertThat(run.schedule())
        .isEqualTo(
            new ScheduleConfig(300, 0, 10, 5e-4, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.04, 0, 1));
    assertThat(run.crops())
        .isEqualTo(
            new MultiCropConfig(
                224,
                96,
                ImmutableList.of(new ViewConfig(0.25, 1, 1, 0), new ViewConfig(0.25, 1, 0.1, 0.2)),
                new ViewConfig(0.05, 0.25, 0.5, 0),
                8,
                new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2),
                Interpolation.BICUBIC));
  }

  @Test
  void dinoAloneHasAClassTokenAndNoPatchLevel() throws IOException {
    var configuration = load(data(), "method=DINO");
    var run = configuration.resolve();
    assertThat(run.backbone()).isEqualTo(new VitConfig(224, 16, 384, 12, 6, 4, 0.1, true));
    assertThat(run.patchLevel()).isEmpty();
    assertThat(run.imageHead()).isEqualTo(new ProjectionConfig(2048, 256, 65536, false));
    assertThat(configuration.network())
        .isEqualTo(new NetworkConfig(run.backbone(), Optional.empty()));
  }

  /** A grid of two patches a side is too small for SelfPatch's neighbourhoods. */
  @Test
  void dinoAloneHasNoNeighborhoodsToFit() throws IOException {
    var run = load(data(), "method=DINO", "crops.local.size=32", "selfpatch.window=4").resolve();
    assertThat(run.crops().localSize()).isEqualTo(32);
  }

  @Test
  void theGridOfPositionsIsThatOfTheGlobalCropsUnlessSaid() throws IOException {
    var small = load(data(), "crops.global.size=112");
    assertThat(small.resolve().backbone().imageSize()).isEqualTo(112);
    assertThat(small.toText()).doesNotContain("image_size");
    var official = load(data(), "crops.global.size=112", "backbone.image_size=224");
    assertThat(official.resolve().backbone().imageSize()).isEqualTo(224);
    assertThat(official.resolve().crops().globalSize()).isEqualTo(112);
  }

  @Test
  void presetsAreThePapersShapes() throws IOException {
    assertThat(load(data(), "backbone.architecture=TINY").resolve().backbone())
        .isEqualTo(new VitConfig(224, 16, 192, 12, 3, 4, 0.1, false));
    assertThat(load(data(), "backbone.architecture=BASE").resolve().backbone())
        .isEqualTo(new VitConfig(224, 16, 768, 12, 12, 4, 0.1, false));
  }

  @Test
  void aCustomShapeReplacesThePreset() throws IOException {
    String preset = data() + "backbone { architecture: BASE }";
    var run =
        load(
                preset,
                "backbone.custom.width=96",
                "backbone.custom.depth=2",
                "backbone.custom.heads=4")
            .resolve();
    assertThat(run.backbone()).isEqualTo(new VitConfig(224, 16, 96, 2, 4, 4, 0.1, false));

    String custom = data() + "backbone { custom { width: 96 depth: 2 heads: 4 } }";
    assertThat(load(custom, "backbone.architecture=TINY").resolve().backbone().width())
        .isEqualTo(192);
  }

  /** The constants of the other two optimisers are those of DINO's published code. */
  @Test
  void theOptimizerIsOfTheKindAskedFor() throws IOException {
    var sgd = load(data(), "optimizer.kind=SGD", "optimizer.clip_norm=0").resolve();
    assertThat(sgd.optimizer()).isEqualTo(new SgdConfig(0.9));
    assertThat(sgd.clipNorm()).isZero();
    assertThat(load(data(), "optimizer.kind=LARS").resolve().optimizer())
        .isEqualTo(new LarsConfig(0.9, 0.001));
    String own = data() + "optimizer { kind: LARS momentum: 0.5 trust_coefficient: 0.02 }";
    assertThat(load(own).resolve().optimizer()).isEqualTo(new LarsConfig(0.5, 0.02));
    assertThat(load(own, "optimizer.kind=SGD").resolve().optimizer()).isEqualTo(new SgdConfig(0.5));
  }

  @Test
  void theLearningRateFollowsTheBatch() throws IOException {
    var run = load(data(), "data.batch_size=64", "schedule.learning_rate=0.001").resolve();
    assertThat(run.schedule().peakLearningRate()).isEqualTo(0.00025, within(1e-18));
    assertThat(run.schedule().finalLearningRate()).isEqualTo(1e-6);
  }

  @Test
  void stepsReplaceEpochs() throws IOException {
    var schedule =
        load(data() + "schedule { epochs: 20 }", "schedule.steps=7").resolve().schedule();
    assertThat(schedule.epochs()).isZero();
    assertThat(schedule.steps()).isEqualTo(7);
  }

  @Test
  void laterSettingsWin() throws IOException {
    var run = load(data() + "seed: 1", "seed=2", "seed=3", "name=\"quoted name\"").resolve();
    assertThat(run.seed()).isEqualTo(3);
    assertThat(run.name()).isEqualTo("quoted name");
  }

  @Test
  void dataIsRelativeToTheFileOrToTheWorkingDirectoryOfTheFlag() throws IOException {
    assertThat(load(data()).resolve().data().files()).containsExactly(records);
    var fromFlag = load(data(), "data.path=some/where.tfrecord");
    assertThatThrownBy(fromFlag::resolve)
        .hasMessage(
            "--set data.path=some/where.tfrecord: data.path: "
                + Path.of("some/where.tfrecord").toAbsolutePath()
                + " is not there; name a TFRecord file, a folder of them, or a glob in the last part of a path");
  }

  @Test
  void dataMayBeInSeveralPlacesThatOverlap() throws IOException {
    Path others = Files.createFile(folder.resolve("more.tfrecord"));
    var configuration = load("data { path: \"*.tfrecord\" path: \"photographs.tfrecord\" }");
    assertThat(configuration.resolve().data().files()).containsExactly(others, records);
    assertThat(configuration.toText())
        .contains(
            "  path: \"" + folder.resolve("*.tfrecord") + "\"\n  path: \"" + records + "\"\n");
  }

  @Test
  void settingsReplaceThePlacesOfTheData() throws IOException {
    Path others = Files.createFile(folder.resolve("more.tfrecord"));
    Path file = Files.writeString(folder.resolve("two.textproto"), "data { path: [\"a\", \"b\"] }");
    var places = ImmutableList.of(records.toString(), others.toString());
    var both = Configuration.load(file, List.of(new Setting("--data", "data.path", places)));
    assertThat(both.resolve().data().files()).containsExactly(others, records);
    var one = Configuration.load(file, List.of(Setting.parse("data.path=" + others)));
    assertThat(both.differences(one))
        .containsExactly(new Difference("data.path", records + ", " + others, others.toString()));
  }

  @Test
  void dataMustBeNamedToResolveButNotToPrint() throws IOException {
    var configuration = load("seed: 4");
    assertThat(configuration.toText()).contains("seed: 4\n").doesNotContain("path:");
    assertThatThrownBy(configuration::resolve)
        .hasMessage(
            "data.path is missing: name TFRecord files in the configuration or with --data.");
  }

  @Test
  void theNetworkIsKnownWithoutItsData() throws IOException {
    var trained = load("data { path: \"gone.tfrecord\" }", "backbone.architecture=TINY");
    assertThat(trained.network())
        .isEqualTo(
            new NetworkConfig(
                new VitConfig(224, 16, 192, 12, 3, 4, 0.1, false),
                Optional.of(new SelfPatchConfig(2, 3, 4))));
    assertThat(trained.dataPaths()).containsExactly(folder.resolve("gone.tfrecord").toString());
    assertThat(load("").dataPaths()).isEmpty();
  }

  @Test
  void theDeviceIsReadFromItsText() throws IOException {
    assertThat(load(data()).device()).isEqualTo(new Device.Auto());
    assertThat(load(data(), "execution.device=gpu:2").device()).isEqualTo(new Device.Gpu(2));
  }

  @Test
  void printsEverythingAndReadsItBack(@TempDir Path elsewhere) throws IOException {
    var configuration =
        load(
            data() + "loss { patch_weight: 0.30000000000000004 } backbone { architecture: TINY }",
            "schedule.steps=100",
            "optimizer.epsilon=1.5e-9",
            "name=caf\u00e9 \"one\"");
    String text = configuration.toText();
    assertThat(text)
        .contains("path: \"" + records + "\"")
        .contains("  patch_weight: 0.30000000000000004\n")
        .contains("  epsilon: 1.5e-9\n")
        .contains("  learning_rate: 0.0005\n")
        .contains("  final_learning_rate: 1e-6\n")
        .contains("  steps: 100\n")
        .contains("  xla: false\n")
        .contains("name: \"caf\u00e9 \\\"one\\\"\"\n")
        .doesNotContain("epochs: 300");

    Path copy = Files.writeString(elsewhere.resolve("config.textproto"), text);
    var again = Configuration.load(copy, List.of());
    assertThat(again).isEqualTo(configuration);
    assertThat(again.toText()).isEqualTo(text);
    assertThat(again.resolve()).isEqualTo(configuration.resolve());
    assertThat(again.differences(configuration)).isEmpty();
  }

  @Test
  void tellsWhereTwoDiffer() throws IOException {
    var one = load(data(), "data.batch_size=8", "schedule.epochs=20");
    var other = load(data(), "loss.patch_weight=0.5", "data.batch_size=16", "schedule.steps=20");
    assertThat(one.differences(other))
        .containsExactly(
            new Difference("data.batch_size", "8", "16"),
            new Difference("loss.patch_weight", "0.1", "0.5"),
            new Difference("schedule.epochs", "20", "nothing"),
            new Difference("schedule.steps", "nothing", "20"));
    assertThat(one.differences(other).get(0)).hasToString("data.batch_size is 8, not 16");
  }

  @Test
  void whatChangesNoResultIsNoConflict() throws IOException {
    var begun = load(data());
    var now = load(data(), "logging.kept_checkpoints=5", "data.prefetch=4", "seed=1");
    assertThat(now.differences(begun)).hasSize(3);
    assertThat(now.conflicts(begun)).containsExactly(new Difference("seed", "1", "0"));
  }

  @Test
  void initialWeightsAreFoundAsDataAre() throws IOException {
    assertThat(load("initial_weights: \"other\"" + data()).resolve().initialWeights())
        .contains(folder.resolve("other"));
    assertThat(load(data(), "initial_weights=other").resolve().initialWeights())
        .contains(Path.of("other").toAbsolutePath());
    assertThat(load(data()).resolve().initialWeights()).isEmpty();
  }

  private static String data() {
    return "data { path: \"photographs.tfrecord\" }\n";
  }

  private Configuration load(String text, String... settings) throws IOException {
    Path file = Files.writeString(folder.resolve("test.textproto"), text);
    return Configuration.load(file, Stream.of(settings).map(Setting::parse).toList());
  }
}
