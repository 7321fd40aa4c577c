package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Cases are found by their files, and nothing in them can be overlooked. */
final class ReferenceFolderTest {
  @TempDir Path path;

  @BeforeEach
  void writeCase() throws IOException {
    Files.writeString(path.resolve("ops_small.json"), "{\"heads\": 3, \"loss\": 1.5}");
    var header =
        "{\"__metadata__\":{},\"x\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"mask\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}";
    var data = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0.5f).putFloat(-2).put((byte) 1).put((byte) 0).put((byte) 1);
    Files.write(
        path.resolve("ops_small.safetensors"),
        Bytes.concat(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array(),
            header.getBytes(StandardCharsets.UTF_8),
            data.array()));
  }

  @Test
  void casesAreTheFilesAndNothingElse() throws IOException {
    Files.writeString(path.resolve("README.md"), "");
    Files.writeString(path.resolve("orphan.safetensors"), "");
    Files.createDirectory(path.resolve("augmentation"));
    Files.writeString(path.resolve("augmentation/cases.json"), "{}");
    assertThat(new ReferenceFolder(path).stems()).containsExactly("ops_small", "orphan");
  }

  @Test
  void whatNothingReadIsFound() throws IOException {
    var reference = new ReferenceFolder(path).read("ops_small");
    assertThatThrownBy(reference::assertAllRead).hasMessageContaining("mask");
    assertThat(reference.tensor("x").flat()).containsExactly(0.5f, -2);
    assertThat(reference.tensor("mask").flat()).containsExactly(1, 0, 1);
    assertThat(reference.tensor("x").shape()).isEqualTo(Shape.of(1, 2));
    assertThatThrownBy(reference::assertAllRead).hasMessageContaining("/heads");
    assertThat(reference.json().integer("heads")).isEqualTo(3);
    assertThatThrownBy(reference::assertAllRead).hasMessageContaining("/loss");
    assertThat(reference.json().number("loss")).isEqualTo(1.5);
    assertThatCode(reference::assertAllRead).doesNotThrowAnyException();
  }

  @Test
  void kindsAreKnownByTheNamesOfFiles() {
    assertThat(CaseKind.of("tiny")).contains(CaseKind.SELFPATCH_STEP);
    assertThat(CaseKind.of("dino_tiny_a")).contains(CaseKind.DINO_STEP);
    assertThat(CaseKind.of("vit_tiny_slice")).contains(CaseKind.SELFPATCH_BACKBONE);
    assertThat(CaseKind.of("dino_vit_small_slice")).contains(CaseKind.DINO_BACKBONE);
    assertThat(CaseKind.of("dino_trajectory_b")).contains(CaseKind.DINO_TRAJECTORY);
    assertThat(CaseKind.of("swin_tiny")).isEmpty();
  }
}
