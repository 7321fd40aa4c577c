package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointManifestTest {

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("ckpt.index"), "123456789");
    Files.write(folder.resolve("ckpt.data-00000-of-00001"), new byte[3_000_000]);
    CheckpointManifest.of(folder, 12).write(folder);
  }

  /** The checksum of "123456789" is the one that CRC-32C is defined by (RFC 3720, appendix B.4). */
  @Test
  void sumsAreOfTheBytes() throws IOException {
    var manifest = CheckpointManifest.parse(Files.readString(folder.resolve("manifest.json")));
    assertThat(manifest.step()).isEqualTo(12);
    assertThat(manifest.files())
        .containsOnlyKeys("ckpt.index", "ckpt.data-00000-of-00001")
        .containsAllEntriesOf(Map.of("ckpt.index", new CheckpointManifest.Content(9, "e3069283")));
    assertThat(CheckpointManifest.findDamage(folder)).isEmpty();
  }

  @Test
  void aFlippedBitIsFound() throws IOException {
    var data = folder.resolve("ckpt.data-00000-of-00001");
    var bytes = Files.readAllBytes(data);
    bytes[2_345_678] = 1;
    Files.write(data, bytes);
    assertThat(CheckpointManifest.findDamage(folder))
        .contains("has a damaged ckpt.data-00000-of-00001 (its checksum is another one)");
  }

  @Test
  void aShorterFileAMissingOneAndNoManifestAreFound() throws IOException {
    Files.writeString(folder.resolve("ckpt.index"), "1234");
    assertThat(CheckpointManifest.findDamage(folder))
        .contains("has a damaged ckpt.index (4 bytes in place of 9)");
    Files.delete(folder.resolve("ckpt.index"));
    assertThat(CheckpointManifest.findDamage(folder)).contains("has no ckpt.index");
    Files.delete(folder.resolve("manifest.json"));
    assertThat(CheckpointManifest.findDamage(folder)).contains("has no manifest.json");
  }

  @Test
  void aManifestThatIsTooLongOrNoTextIsNotParsed() throws IOException {
    Files.write(folder.resolve("manifest.json"), new byte[2_000_000]);
    assertThat(CheckpointManifest.findDamage(folder))
        .contains("has a damaged manifest.json (it is too long)");
    Files.write(folder.resolve("manifest.json"), new byte[] {(byte) 0xff, 0});
    assertThat(CheckpointManifest.findDamage(folder))
        .contains("has a damaged manifest.json (it is not UTF-8)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"format\": 1, \"step\": 5}",
        "{\"format\": 1, \"step\": 5, \"files\": {}}",
        "{\"format\": 2, \"step\": 5, \"files\": {\"a\": {\"bytes\": 1, \"crc32c\": \"00000000\"}}}",
        "{\"format\": 1, \"step\": 5, \"files\": {\"../a\": {\"bytes\": 1, \"crc32c\": \"\"}}}",
        "{\"format\": 1, \"step\": 5, \"files\": {\"..\": {\"bytes\": 1, \"crc32c\": \"\"}}}",
        "{\"format\": 1, \"step\": 1e99, \"files\": {}}",
        "{\"format\": 1, \"step\": \"x\"}",
        "{\"format\": 1, \"files\": {\"a\": {\"bytes\": 1}, \"a\": {\"bytes\": 1}}}",
        "{\"more\": 1}",
        "{\"format\": 1, \"step\": 5, \"files\": {\"a\": {\"bytes\": 1, \"crc32c\": \"00000000\"}",
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CheckpointManifest.parse(text))
        .isInstanceOf(MalformedManifestException.class);
  }
}
