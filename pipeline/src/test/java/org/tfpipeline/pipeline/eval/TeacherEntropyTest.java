package org.tfpipeline.pipeline.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TeacherEntropyTest {
  private static final String GOOD = "{\"step\":1,\"teacher_entropy\":1.0}\n";

  @TempDir private Path folder;
  private Path metrics;

  @BeforeEach
  void nameTheFile() {
    metrics = folder.resolve("metrics.jsonl");
  }

  @Test
  void isAShareOfTheLogarithmOfThePrototypes() throws IOException {
    Files.writeString(
        metrics,
        """
        {"step":1,"teacher_entropy":1.3862943611,"loss":5}
        {"step":2,"teacher_entropy":0.3465735903,"loss":4}
        {"step":3,"teacher_entropy":0.6931471806,"loss":3}
        """);

    // ln 4 = 1.3862943611
    var entropy = TeacherEntropy.read(metrics, 4);
    assertThat(entropy.largest()).isCloseTo(1, within(1e-9));
    assertThat(entropy.smallest()).isCloseTo(0.25, within(1e-9));
    assertThat(entropy.last()).isCloseTo(0.5, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\":2,\"teacher_ent",
        "{\"step\":2,\"teacher_entropy\":\"high\"}",
        "{\"step\":2}",
        "[1, 2]",
        "12",
        "null",
        "step,loss",
        ""
      })
  void aLineThatIsCutOffOrForeignIsNamed(String line) throws IOException {
    Files.writeString(metrics, GOOD + line + "\n");
    assertThatIOException()
        .isThrownBy(() -> TeacherEntropy.read(metrics, 4))
        .withMessage(
            "Line 2 of '%s' is cut off or no line of metrics: it has no number teacher_entropy; remove it.",
            metrics);
  }

  @Test
  void aFileWithoutLinesIsNamed() throws IOException {
    Files.createFile(metrics);
    assertThatIOException()
        .isThrownBy(() -> TeacherEntropy.read(metrics, 4))
        .withMessageStartingWith("'%s' has no lines; train for at least", metrics);
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws IOException {
    Files.write(metrics, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatIOException()
        .isThrownBy(() -> TeacherEntropy.read(metrics, 4))
        .withMessageStartingWith("'%s' is not a metrics file: it is not text", metrics);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatIOException()
        .isThrownBy(() -> TeacherEntropy.read(metrics, 4))
        .isInstanceOf(NoSuchFileException.class)
        .withMessage(metrics.toString());
  }
}
