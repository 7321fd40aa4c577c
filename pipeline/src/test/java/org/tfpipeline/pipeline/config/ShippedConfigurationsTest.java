package org.tfpipeline.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.ViewConfig;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.pipeline.train.ScheduleConfig;

/** The configurations in the repository's {@code configs} folder. */
class ShippedConfigurationsTest {

  private static final Path FOLDER = Path.of("..", "configs");

  @TempDir private Path folder;

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".textproto")).sorted().toList();
    }
  }

  @Test
  void thePromisedOnesAreThere() throws IOException {
    assertThat(shipped())
        .extracting(file -> file.getFileName().toString())
        .contains(
            "dino_vits16_imagenet.textproto",
            "quickstart.textproto",
            "selfpatch_vitb16_imagenet.textproto",
            "selfpatch_vits16_imagenet.textproto",
            "selfpatch_vitti16.textproto");
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void eachLoadsPrintsAndLoadsAgain(Path file) throws IOException {
    var configuration = Configuration.load(file, List.of());
    Path copy = Files.writeString(folder.resolve("config.textproto"), configuration.toText());
    assertThat(Configuration.load(copy, List.of())).isEqualTo(configuration);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void eachOpensWithTheCommandThatRunsIt(Path file) throws IOException {
    assertThat(Files.readString(file))
        .startsWith("# ")
        .containsPattern(
            "(?m)^#   tfpipeline train.*--config " + Configuration.load(file, List.of()).name());
  }

  @Test
  void theQuickStartFindsItsSamples() {
    var run = Configuration.load(FOLDER.resolve("quickstart.textproto"), List.of()).resolve();
    assertThat(run.data().files()).isNotEmpty().allMatch(Files::isRegularFile);
  }

  /** What the authors' command line says: --arch vit_small --epoch 200, 8 x 128 images. */
  @Test
  void thePapersRunIsThePapers() throws IOException {
    var run = resolve("selfpatch_vits16_imagenet.textproto");
    assertThat(run.schedule().epochs()).isEqualTo(200);
    assertThat(run.schedule().peakLearningRate()).isEqualTo(0.002);
    assertThat(run.data().batchSize()).isEqualTo(1024);
    assertThat(run.backbone().width()).isEqualTo(384);
    assertThat(run.crops().globals()).hasSize(2);
    assertThat(run.crops().localCount()).isEqualTo(8);
  }

  /**
   * What DINO's command line says: --arch vit_small --epochs 300 --teacher_temp 0.07
   * --warmup_teacher_temp_epochs 30 --norm_last_layer false, 16 x 64 images, and its code's crops.
   */
  @Test
  void theBaselineIsDinos() throws IOException {
    var run = resolve("dino_vits16_imagenet.textproto");
    assertThat(run.patchLevel()).isEmpty();
    assertThat(run.backbone()).isEqualTo(new VitConfig(224, 16, 384, 12, 6, 4, 0.1, true));
    assertThat(run.imageHead()).isEqualTo(new ProjectionConfig(2048, 256, 65536, true));
    assertThat(run.data().batchSize()).isEqualTo(1024);
    assertThat(run.schedule())
        .isEqualTo(
            new ScheduleConfig(300, 0, 10, 0.002, 0, 1e-6, 0.04, 0.4, 0.996, 0.04, 0.07, 30, 1));
    assertThat(run.crops().globals())
        .containsExactly(new ViewConfig(0.4, 1, 1, 0), new ViewConfig(0.4, 1, 0.1, 0.2));
    assertThat(run.crops().locals()).hasSize(8).containsOnly(new ViewConfig(0.05, 0.4, 0.5, 0));
  }

  private RunConfig resolve(String file) throws IOException {
    Path records = Files.createFile(folder.resolve("x.tfrecord"));
    var data = new Setting("--data", "data.path", records.toString());
    return Configuration.load(FOLDER.resolve(file), List.of(data)).resolve();
  }
}
