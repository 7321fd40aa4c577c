package org.tfpipeline.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.vit.VitConfig;

class ModelExporterTest {
  private static final VitConfig BACKBONE =
      new VitConfig(
          /* imageSize= */ 16,
          /* patchSize= */ 8,
          /* width= */ 6,
          /* depth= */ 2,
          /* heads= */ 3,
          /* mlpRatio= */ 2,
          /* dropPathRate= */ 0.1,
          /* classToken= */ false);
  private static final SelfPatchConfig HEAD =
      new SelfPatchConfig(/* blocks= */ 1, /* window= */ 3, /* positives= */ 2);
  private static final ModelExporter EXPORTER =
      new ModelExporter(new NetworkConfig(BACKBONE, Optional.of(HEAD)), Taps.of(List.of(0, 1)));
  private static final ExportMetadata METADATA =
      new ExportMetadata("name: \"tiny\"\n", 1200, "images/*.tfrecord", "CC0 <images>");

  @TempDir Path folder;
  private Path checkpoint;
  private Path output;

  @BeforeEach
  void setUp() {
    checkpoint = folder.resolve("ckpt");
    output = folder.resolve("saved_model");
  }

  @Test
  void chosenNetworkIsExported() throws IOException {
    writeCheckpoint(BACKBONE);

    EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA);
    assertThat(firstPatchToken()).isCloseTo(0.5f, within(1e-5f));

    EXPORTER.export(checkpoint, PretrainedNetwork.STUDENT, output, METADATA);
    assertThat(firstPatchToken()).isCloseTo(0.25f, within(1e-5f));
  }

  @Test
  void signaturesHaveTheDocumentedShapes() throws IOException {
    writeCheckpoint(BACKBONE);
    EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA);

    try (var bundle = SavedModelBundle.load(output.toString(), "serve");
        TFloat32 images = grey(5, 24, 16)) {
      assertShapes(
          bundle,
          images,
          "serving_default",
          Map.of("patch_tokens", Shape.of(5, 3, 2, 6), "embedding", Shape.of(5, 6)));
      assertShapes(
          bundle,
          images,
          "serve",
          Map.of("patch_tokens", Shape.of(5, 3, 2, 6), "embedding", Shape.of(5, 6)));
      assertShapes(
          bundle,
          images,
          "intermediate",
          Map.of("block_0", Shape.of(5, 3, 2, 6), "block_1", Shape.of(5, 3, 2, 6)));
      assertShapes(bundle, images, "attention", Map.of("attention", Shape.of(5, 3, 3, 2)));
    }
  }

  @Test
  void imagesThatAreNotWholePatchesAreRefusedWithTheReason() throws IOException {
    writeCheckpoint(BACKBONE);
    EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA);

    try (var bundle = SavedModelBundle.load(output.toString(), "serve");
        TFloat32 images = grey(1, 24, 20)) {
      for (String signature : List.of("serve", "intermediate", "attention")) {
        assertThatThrownBy(() -> bundle.function(signature).call(Map.of("images", images)).close())
            .hasMessageContaining("must be multiples of the patch size 8")
            .hasMessageContaining("[1 24 20 3]");
      }
    }
  }

  @Test
  void originIsWrittenBesideTheModel() throws IOException {
    writeCheckpoint(BACKBONE);
    EXPORTER.export(checkpoint, PretrainedNetwork.STUDENT, output, METADATA);

    assertThat(output.resolve("assets.extra/config.textproto")).hasContent("name: \"tiny\"\n");
    assertThat(Files.readString(output.resolve("assets.extra/origin.json")))
        .contains(
            "\"network\": \"student\"",
            "\"step\": 1200",
            "\"data\": \"images/*.tfrecord\"",
            "\"license\": \"CC0 <images>\"");
  }

  @Test
  void missingCheckpointIsNamed() {
    assertThatThrownBy(
            () -> EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("There is no checkpoint " + checkpoint);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void missingVariableIsNamed() {
    writeCheckpoint(BACKBONE, "blocks.1.norm2.bias");

    assertThatThrownBy(
            () -> EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(checkpoint.toString())
        .hasMessageContaining("teacher/backbone.blocks.1.norm2.bias")
        .hasMessageNotContaining("\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void checkpointOfAnotherArchitectureIsRefused() {
    var larger = new VitConfig(24, 8, 6, 2, 3, 2, 0.1, false);
    writeCheckpoint(larger);

    assertThatThrownBy(
            () -> EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("teacher/backbone.pos_embed in the shape [1, 9, 6]")
        .hasMessageContaining("wants [1, 4, 6]");
    assertThat(output).doesNotExist();
  }

  /**
   * Writes both networks. All weights are 0 but the position embedding, which so is what every
   * block gives: 0.5 in the teacher and 0.25 in the student.
   */
  private void writeCheckpoint(VitConfig config, String... missing) {
    try (var inference =
            new InferenceGraph(new NetworkConfig(config, Optional.of(HEAD)), Taps.of(List.of(0)));
        var bundle = new TrainingCheckpoint()) {
      for (Variable<?> variable : inference.model().variables()) {
        String name = variable.name();
        if (!List.of(missing).contains(name)) {
          String part = name.startsWith("ca_head.") ? name : "backbone." + name;
          boolean position = name.equals("pos_embed");
          bundle.add("teacher/" + part, variable.shape(), position ? 0.5f : 0);
          bundle.add("student/" + part, variable.shape(), position ? 0.25f : 0);
        }
      }
      bundle.write(checkpoint);
    }
  }

  private float firstPatchToken() {
    try (var bundle = SavedModelBundle.load(output.toString(), "serve");
        TFloat32 images = grey(1, 16, 16);
        Result outputs = bundle.function("serve").call(Map.of("images", images))) {
      return ((TFloat32) outputs.get("patch_tokens").orElseThrow()).getFloat(0, 0, 0, 0);
    }
  }

  private static void assertShapes(
      SavedModelBundle bundle, TFloat32 images, String signature, Map<String, Shape> expected) {
    try (Result outputs = bundle.function(signature).call(Map.of("images", images))) {
      var shapes = new HashMap<String, Shape>();
      outputs.forEach(output -> shapes.put(output.getKey(), output.getValue().shape()));
      assertThat(shapes).as(signature).isEqualTo(expected);
    }
  }

  private static TFloat32 grey(int batch, int height, int width) {
    return TFloat32.tensorOf(
        Shape.of(batch, height, width, 3),
        tensor -> tensor.scalars().forEach(pixel -> pixel.setFloat(0.5f)));
  }
}
