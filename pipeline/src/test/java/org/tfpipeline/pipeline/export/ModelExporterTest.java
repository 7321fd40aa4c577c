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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.vit.VitConfig;

class ModelExporterTest {
  private static final NetworkConfig SELFPATCH =
      new NetworkConfig(
          backbone(/* imageSize= */ 16, /* classToken= */ false),
          Optional.of(new SelfPatchConfig(/* blocks= */ 1, /* window= */ 3, /* positives= */ 2)));
  private static final NetworkConfig DINO =
      new NetworkConfig(backbone(/* imageSize= */ 16, /* classToken= */ true), Optional.empty());
  private static final Taps TAPS = Taps.of(List.of(0, 1));
  private static final ModelExporter EXPORTER = new ModelExporter(SELFPATCH, TAPS);
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

  static List<NetworkConfig> networks() {
    return List.of(SELFPATCH, DINO);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void chosenNetworkIsExported(NetworkConfig network) throws IOException {
    writeCheckpoint(network);
    var exporter = new ModelExporter(network, TAPS);

    exporter.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA);
    assertThat(firstPatchToken()).isCloseTo(0.5f, within(1e-5f));

    exporter.export(checkpoint, PretrainedNetwork.STUDENT, output, METADATA);
    assertThat(firstPatchToken()).isCloseTo(0.25f, within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void signaturesHaveTheDocumentedShapes(NetworkConfig network) throws IOException {
    writeCheckpoint(network);
    new ModelExporter(network, TAPS)
        .export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA);

    try (var bundle = SavedModelBundle.load(output.toString(), "serve");
        TFloat32 images = grey(5, 24, 16)) {
      for (var signature : List.of("serving_default", "serve")) {
        assertShapes(
            bundle,
            images,
            signature,
            Map.of("patch_tokens", Shape.of(5, 3, 2, 6), "embedding", Shape.of(5, 6)));
      }
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
    writeCheckpoint(SELFPATCH);
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
    writeCheckpoint(SELFPATCH);
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
    writeCheckpoint(SELFPATCH, "blocks.1.norm2.bias");

    assertThatThrownBy(
            () -> EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(checkpoint.toString())
        .hasMessageContaining("teacher/backbone.blocks.1.norm2.bias")
        .hasMessageNotContaining("\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void checkpointOfAnotherMethodIsRefused() throws IOException {
    writeCheckpoint(SELFPATCH);
    var dino = new ModelExporter(DINO, TAPS);

    assertThatThrownBy(() -> dino.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("teacher/backbone.cls_token")
        .hasMessageNotContaining("\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void checkpointOfAnotherArchitectureIsRefused() {
    var larger = new NetworkConfig(backbone(24, false), SELFPATCH.selfPatch());
    writeCheckpoint(larger);

    assertThatThrownBy(
            () -> EXPORTER.export(checkpoint, PretrainedNetwork.TEACHER, output, METADATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("teacher/backbone.pos_embed in the shape [1, 9, 6]")
        .hasMessageContaining("wants [1, 4, 6]");
    assertThat(output).doesNotExist();
  }

  private static VitConfig backbone(int imageSize, boolean classToken) {
    return new VitConfig(
        imageSize,
        /* patchSize= */ 8,
        /* width= */ 6,
        /* depth= */ 2,
        /* heads= */ 3,
        /* mlpRatio= */ 2,
        /* dropPathRate= */ 0.1,
        classToken);
  }

  /**
   * Writes both networks. All weights are 0 but the position embedding, which so is what every
   * block gives, and the bias of DINO's last normalisation, which so is what comes out of that: 0.5
   * in the teacher and 0.25 in the student.
   */
  private void writeCheckpoint(NetworkConfig network, String... missing) {
    try (var inference = new InferenceGraph(network, Taps.of(List.of(0)));
        var bundle = new TrainingCheckpoint()) {
      for (Variable<?> variable : inference.model().variables()) {
        String name = variable.name();
        if (!List.of(missing).contains(name)) {
          String part = name.startsWith("ca_head.") ? name : "backbone." + name;
          boolean visible = name.equals("pos_embed") || name.equals("norm.bias");
          bundle.add("teacher/" + part, variable.shape(), visible ? 0.5f : 0);
          bundle.add("student/" + part, variable.shape(), visible ? 0.25f : 0);
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
