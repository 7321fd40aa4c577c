package org.tfpipeline.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.pipeline.train.SoundCheckpoint;

/** What must hold when any file is taken for the manifest of a run's only checkpoint. */
final class CheckpointChecks {

  private CheckpointChecks() {}

  /** Of the file that {@link #manifest} puts beside it; its checksum defines CRC-32C. */
  static ImmutableList<byte[]> manifests() {
    return ImmutableList.of(
        """
        {
          "format": 1,
          "step": 12,
          "files": {
            "ckpt.index": {
              "bytes": 9,
              "crc32c": "e3069283"
            }
          }
        }
        """
            .getBytes(UTF_8));
  }

  static long manifest(byte[] input, Path folder) throws IOException {
    var checkpoint = folder.resolve("checkpoints/step-00000012");
    Files.createDirectories(checkpoint);
    InputFile.write(checkpoint.resolve("ckpt.index"), "123456789".getBytes(UTF_8));
    InputFile.write(checkpoint.resolve("manifest.json"), input);
    try {
      var found = SoundCheckpoint.newestOf(RunDirectory.at(folder));
      assertThat(found.orElseThrow().checkpoint().directory()).isEqualTo(checkpoint);
    } catch (IOException e) {
      Sentence.check(e);
      assertThat(e).hasMessageContaining("step-00000012");
    }
    return input.length;
  }
}
