package org.tfpipeline.pipeline.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.VariableStore;

class SavedModelWriterTest {
  @TempDir Path folder;

  @Test
  void savedModelRunsInJavaForImagesOfAnySize() throws IOException {
    Path savedModel = folder.resolve("toy");
    try (var network = new ToyNetwork()) {
      SavedModelWriter.write(savedModel, network.session, network.model, ImmutableMap.of());
    }

    try (var bundle = SavedModelBundle.load(savedModel.toString(), "serve")) {
      for (Shape shape : List.of(Shape.of(1, 2, 3, 3), Shape.of(2, 5, 1, 3))) {
        try (Tensor ones =
                TFloat32.tensorOf(shape, tensor -> tensor.scalars().forEach(x -> x.setFloat(1)));
            Result all = bundle.function("serving_default").call(Map.of("images", ones));
            Result scale = bundle.function("scale").call(Map.of("images", ones))) {
          assertThat(values(all, "scaled")).containsOnly(6f).hasSize((int) shape.size());
          assertThat(values(all, "shifted")).containsOnly(6.5f);
          assertThat(values(scale, "only")).containsOnly(6f);
        }
      }
    }
  }

  @Test
  void extraAssetsAreWrittenAndASavedModelInPlaceIsReplaced() throws IOException {
    Path savedModel = folder.resolve("toy");
    try (var network = new ToyNetwork()) {
      var first = ImmutableMap.of("step.txt", "1".getBytes(UTF_8), "old.txt", new byte[0]);
      SavedModelWriter.write(savedModel, network.session, network.model, first);
      var second = ImmutableMap.of("step.txt", "2".getBytes(UTF_8));
      SavedModelWriter.write(savedModel, network.session, network.model, second);
    }

    assertThat(savedModel.resolve("assets.extra/step.txt")).hasContent("2");
    assertThat(savedModel.resolve("assets.extra/old.txt")).doesNotExist();
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("toy"));
  }

  @Test
  void somethingElseInPlaceIsRefusedAndLeftAlone() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    try (var network = new ToyNetwork()) {
      assertThatThrownBy(
              () ->
                  SavedModelWriter.write(folder, network.session, network.model, ImmutableMap.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("it holds thesis.txt, which is no part of a SavedModel");
    }

    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void aFolderWithANameOfASavedModelsPartIsRefusedAndLeftAlone() throws IOException {
    Path asset = Files.createDirectory(folder.resolve("assets")).resolve("logo.svg");
    Files.writeString(asset, "years of work");
    try (var network = new ToyNetwork()) {
      assertThatThrownBy(
              () ->
                  SavedModelWriter.write(folder, network.session, network.model, ImmutableMap.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it holds assets, which is no part of a SavedModel");
    }

    assertThat(asset).hasContent("years of work");
  }

  @Test
  void aFileInPlaceIsRefusedAndLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    try (var network = new ToyNetwork()) {
      assertThatThrownBy(
              () -> SavedModelWriter.write(file, network.session, network.model, ImmutableMap.of()))
          .isInstanceOf(IOException.class)
          .hasMessage("output " + file + " is a file; name a folder to be made instead");
    }

    assertThat(file).hasContent("years of work");
  }

  @Test
  void outputThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    Path output = file.resolve("saved_model");
    try (var network = new ToyNetwork()) {
      assertThatThrownBy(
              () ->
                  SavedModelWriter.write(output, network.session, network.model, ImmutableMap.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("output folder " + output + " cannot be made")
          .hasMessageContaining("(a file is in the way at " + file + ")")
          .hasMessageNotContaining("Exception");
    }
  }

  @Test
  void failedExportLeavesNothingBehind() {
    try (var network = new ToyNetwork()) {
      // An uninitialised variable: its value cannot be saved.
      var store = new VariableStore(Ops.create(network.graph));
      var tf = store.ops();
      var forgotten = store.create("forgotten", Shape.scalar(), tf.constant(1f), true);
      var model =
          new ExportedModel(
              ImmutableList.of(forgotten),
              ImmutableList.of(
                  ExportedFunction.of(
                      "call",
                      "images",
                      network.model.functions().get(0).inputs().get("images"),
                      Map.of("weight", tf.identity(forgotten.value())))),
              ImmutableMap.of("__call__", "call"),
              ImmutableMap.of());

      assertThatThrownBy(
              () ->
                  SavedModelWriter.write(
                      folder.resolve("broken"), network.session, model, ImmutableMap.of()))
          .hasMessageContaining("forgotten");
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void modelThatOffersAFunctionItLacksIsRefused() {
    try (var network = new ToyNetwork()) {
      assertThatThrownBy(
              () ->
                  new ExportedModel(
                      network.model.variables(),
                      network.model.functions(),
                      ImmutableMap.of("__call__", "cal"),
                      ImmutableMap.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("{__call__=cal}");
    }
  }

  private static List<Float> values(Result result, String key) {
    var values = new ArrayList<Float>();
    var tensor = (TFloat32) result.get(key).orElseThrow();
    tensor.scalars().forEach(scalar -> values.add(scalar.getFloat()));
    return values;
  }
}
