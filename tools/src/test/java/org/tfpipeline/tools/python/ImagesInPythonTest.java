package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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

/** Whatever the file, training sees what Pillow shows. */
@RequiresPython
class ImagesInPythonTest {

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> recordsShowWhatTheFilesShow(PythonEnvironment python)
      throws IOException, InterruptedException {
    Path images = folder.resolve("images");
    TestImages.copy(TestImages.path("odd"), images.resolve("odd"));
    Path made = Files.createDirectories(images.resolve("made"));
    python.run("make_images.py", TestImages.path("kinds/photo.bmp"), made);
    Path records = folder.resolve("records");
    var options =
        new ConversionOptions(
            new CollectionSource(CollectionFormat.FLAT, images),
            records,
            "images",
            Optional.empty(),
            new ShardSize.Count(2),
            /* maxPixels= */ 1_000_000,
            /* decode= */ true,
            /* skipBad= */ true,
            /* force= */ false,
            /* seed= */ 0);

    var report = new Conversion(options, (phase, done, total) -> {}).run();

    assertThat(report.refusals())
        .allSatisfy(refusal -> assertThat(refusal.name()).startsWith("odd/"))
        .hasSize(6);
    return PythonChecks.run(python, "check_images.py", records, images);
  }
}
