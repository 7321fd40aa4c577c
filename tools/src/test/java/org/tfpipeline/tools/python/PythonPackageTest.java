package org.tfpipeline.tools.python;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tools.cli.CommandLine;
import org.tfpipeline.tools.convert.TestImages;

/** The tests of the package in {@code tools/python}, on what Java exports and converts. */
@RequiresPython
class PythonPackageTest {

  @TempDir Path samples;

  @TestFactory
  List<DynamicTest> itsOwnTestsPass(PythonEnvironment python)
      throws IOException, InterruptedException {
    for (var method : SampleExport.Method.values()) {
      try (var export = SampleExport.of(method)) {
        export.write(samples.resolve(method.argument()));
      }
    }
    convert("voc", "raccoon");
    convert("voc", "bccd");
    convert("masks", "objects");

    return PythonChecks.run(python, "check_package.py", samples);
  }

  private void convert(String format, String name) {
    CommandLine.succeed(
        "convert --format %s --input %s --output %s --shards 2"
            .formatted(format, TestImages.path("annotated").resolve(name), samples.resolve(name)));
  }
}
