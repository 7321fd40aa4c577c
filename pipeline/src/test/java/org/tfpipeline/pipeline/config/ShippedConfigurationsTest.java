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
    Path records = Files.createFile(folder.resolve("x.tfrecord"));
    var run =
        Configuration.load(
                FOLDER.resolve("selfpatch_vits16_imagenet.textproto"),
                List.of(new Setting("--data", "data.path", records.toString())))
            .resolve();
    assertThat(run.schedule().epochs()).isEqualTo(200);
    assertThat(run.schedule().peakLearningRate()).isEqualTo(0.002);
    assertThat(run.data().batchSize()).isEqualTo(1024);
    assertThat(run.backbone().width()).isEqualTo(384);
    assertThat(run.crops().globals()).hasSize(2);
    assertThat(run.crops().localCount()).isEqualTo(8);
  }
}
