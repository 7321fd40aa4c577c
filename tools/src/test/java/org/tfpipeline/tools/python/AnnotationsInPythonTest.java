package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Python reads from the records what it reads from the collections. */
@RequiresPython
class AnnotationsInPythonTest {

  private static final Path COLLECTIONS = TestImages.path("annotated");

  @TempDir Path folder;
  private final List<Object> checks = new ArrayList<>();

  @TestFactory
  List<DynamicTest> recordsHoldWhatTheCollectionsHold(PythonEnvironment python)
      throws IOException, InterruptedException {
    for (String boxes : List.of("bccd", "raccoon")) {
      convert("voc", CollectionFormat.VOC, boxes, "masks");
      convert("coco", CollectionFormat.COCO, boxes, "masks");
      checks.add("same:%s:%s".formatted(output("voc", boxes), output("coco", boxes)));
    }
    for (String masks : List.of("road", "nuclei", "objects")) {
      convert("masks", CollectionFormat.MASKS, masks, "masks");
    }
    convert("instances", CollectionFormat.MASKS, "nuclei", "instances");
    convert("coco", CollectionFormat.COCO, "nuclei", "masks");
    convert("davis", CollectionFormat.DAVIS, "davis", "masks");

    return PythonChecks.run(python, "check_annotations.py", checks.toArray());
  }

  private void convert(String check, CollectionFormat format, String name, String masks)
      throws IOException {
    Path input = COLLECTIONS.resolve(name);
    var options =
        new ConversionOptions(
            new CollectionSource(format, input, Optional.empty(), Optional.empty(), masks),
            output(check, name),
            name,
            Optional.empty(),
            new ShardSize.Count(2),
            1_000_000,
            false,
            false,
            0);
    var report = new Conversion(options, (phase, done, total) -> {}).run();
    assertThat(report.refusals()).isEmpty();
    checks.add("%s:%s:%s".formatted(check, input, output(check, name)));
  }

  private Path output(String check, String name) {
    return folder.resolve(check + "-" + name);
  }
}
