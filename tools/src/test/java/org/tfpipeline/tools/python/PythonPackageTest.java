package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.CollectionSource;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ShardSize;
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
    convert(CollectionFormat.VOC, "raccoon");
    convert(CollectionFormat.VOC, "bccd");
    convert(CollectionFormat.MASKS, "objects");

    return PythonChecks.run(python, "check_package.py", samples);
  }

  private void convert(CollectionFormat format, String name) throws IOException {
    Path input = TestImages.path("annotated").resolve(name);
    var options =
        new ConversionOptions(
            new CollectionSource(format, input, Optional.empty(), Optional.empty(), "masks"),
            samples.resolve(name),
            name,
            Optional.empty(),
            new ShardSize.Count(2),
            1_000_000,
            true,
            false,
            false,
            0);
    var report = new Conversion(options, (phase, done, total) -> {}).run();
    assertThat(report.refusals()).isEmpty();
  }
}
