package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.types.TFloat32;

@RequiresPython
class SavedModelInPythonTest {
  /** Images, height, width. */
  private static final List<List<Integer>> BATCHES =
      List.of(List.of(2, 64, 64), List.of(1, 96, 64), List.of(1, 160, 96));

  private static final Path PHOTOGRAPHS =
      Path.of(
          System.getProperty("basedir", ""),
          "src/test/resources/org/tfpipeline/tools/convert/photographs");

  /** One run of Java's, in the form that the script reads. */
  private record Case(
      List<Integer> images, Map<String, Map<String, SampleExport.Values>> outputs) {}

  /** What Java computed, and of which files. */
  private record Expected(
      List<Case> cases, List<String> files, Map<String, SampleExport.Values> encodedOutputs) {}

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> selfPatchIsAtHomeInPython(PythonEnvironment python)
      throws IOException, InterruptedException {
    return checks(python, SampleExport.Method.SELFPATCH);
  }

  @TestFactory
  List<DynamicTest> dinoIsAtHomeInPython(PythonEnvironment python)
      throws IOException, InterruptedException {
    return checks(python, SampleExport.Method.DINO);
  }

  private List<DynamicTest> checks(PythonEnvironment python, SampleExport.Method method)
      throws IOException, InterruptedException {
    Path savedModel = folder.resolve("saved_model");
    Path expected = folder.resolve("expected.json");
    try (var export = SampleExport.of(method)) {
      var cases = new ArrayList<Case>();
      for (List<Integer> batch : BATCHES) {
        try (TFloat32 images = SampleExport.images(batch.get(0), batch.get(1), batch.get(2))) {
          cases.add(new Case(batch, export.outputs(images)));
        }
      }
      var files =
          List.of(
              PHOTOGRAPHS.resolve("hat/047bf1cf.jpg"), PHOTOGRAPHS.resolve("shoes/01c5cb43.png"));
      var encoded =
          export.outputs(Files.readAllBytes(files.get(0)), Files.readAllBytes(files.get(1)));
      var names = files.stream().map(file -> file.toAbsolutePath().toString()).toList();
      Files.writeString(expected, new Gson().toJson(new Expected(cases, names, encoded)));
      export.write(savedModel);
    }

    var tests =
        new ArrayList<>(
            PythonChecks.run(
                python, "check_saved_model.py", savedModel, expected, folder, method.argument()));
    tests.add(
        DynamicTest.dynamicTest(
            "what Python saved again runs in Java",
            () -> assertRunsInJava(folder.resolve("saved_again"))));
    return tests;
  }

  private static void assertRunsInJava(Path savedModel) {
    try (var bundle = SavedModelBundle.load(savedModel.toString(), "serve");
        TFloat32 images = SampleExport.images(1, 96, 64);
        Result outputs = bundle.function("serving_default").call(Map.of("images", images))) {
      assertThat(outputs.get("patch_tokens").orElseThrow().shape().asArray())
          .containsExactly(1, 6, 4, 24);
    }
  }
}
