package org.tfpipeline.tools.python;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tools.cli.CommandLine;

/**
 * Backbones whose closed-form weights were imported under their official names, and exported, give
 * in Python what the official code gives: every {@code *_slice.json} of the folder of official
 * numbers, at all its sizes.
 */
@RequiresPython
final class ReferenceSlicesInPythonTest {
  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> exportsGiveTheOfficialNumbers(PythonEnvironment python)
      throws IOException, InterruptedException {
    var reference = configured();
    var stems = ReferenceSlice.stems(reference);
    assumeFalse(stems.isEmpty(), () -> "There is no *_slice.json in " + reference + ".");
    var savedModels = folder.resolve("saved_models");
    var tests = new ArrayList<DynamicTest>();
    var arguments = new ArrayList<>(List.<Object>of(reference, savedModels));
    for (String stem : stems) {
      try {
        export(ReferenceSlice.read(reference, stem), stem, savedModels);
        arguments.add(stem);
      } catch (IOException | RuntimeException | AssertionError e) {
        tests.add(DynamicTest.dynamicTest(stem + ": export", () -> Assertions.fail(e)));
      }
    }
    tests.addAll(PythonChecks.run(python, "check_reference_slices.py", arguments.toArray()));
    return tests;
  }

  private void export(ReferenceSlice slice, String stem, Path savedModels) throws IOException {
    for (String mode : slice.modes()) {
      var name = stem + "-" + mode;
      var configuration = folder.resolve(name + ".textproto");
      var weights = folder.resolve(name + ".safetensors");
      var run = folder.resolve(name + "-run");
      Files.writeString(configuration, slice.configuration());
      slice.write(mode, weights);
      CommandLine.succeed(
          "import --config %s --input %s --output %s".formatted(configuration, weights, run));
      CommandLine.succeed(
          "export --run %s --output %s --taps %s"
              .formatted(run, savedModels.resolve(stem).resolve(mode), slice.taps()));
    }
  }

  /** The folder that the build was told, or the one that belongs to the project. */
  private static Path configured() {
    // A relative folder is meant from where the build was started, not from this module.
    return Path.of(System.getProperty("reference.base", ""))
        .resolve(System.getProperty("reference.dir", "../pipeline/src/test/reference"))
        .toAbsolutePath();
  }
}
