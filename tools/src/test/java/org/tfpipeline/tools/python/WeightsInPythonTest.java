package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tools.cli.CommandLine;

/** Files that Python's safetensors writes become runs and SavedModels, and files that it reads. */
@RequiresPython
class WeightsInPythonTest {
  private static final String NETWORK =
      "--set backbone.custom.width=16 --set backbone.custom.depth=2 --set backbone.custom.heads=2"
          + " --set heads.hidden=16 --set heads.bottleneck=8 --set heads.patch_prototypes=16"
          + " --set heads.image_prototypes=16 --set method=";

  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> weightsMoveFreely(PythonEnvironment python)
      throws IOException, InterruptedException {
    python.run("write_weights.py", folder);
    for (var name : List.of("dino", "dino_everything", "timm")) {
      importFile(name, name, "DINO");
      export(name, name, "--taps 0,1");
    }
    export("dino_everything", "dino_everything_student", "--taps 0,1 --network student");
    assertThat(importFile("selfpatch", "selfpatch", "DINO_SELFPATCH"))
        .contains(
            "backbone   all 27 parameters",
            "ca_head    all 35 parameters",
            "c_head     all 8 parameters",
            "p_head     initial values: p_head.last_layer.weight_g is [24, 1] and not [16, 1] (and 1 more)",
            "module.p_head.mlp.0.bias: the rest of p_head does not fit");
    export("selfpatch", "selfpatch", "--taps 0,1");
    export("selfpatch", "selfpatch-again.safetensors", "--format safetensors");
    assertThat(importFile("timm", "timm_selfpatch", "DINO_SELFPATCH"))
        .contains(
            "Position embeddings of 5x5 and [CLS] became 8x8.",
            "cls_token: the backbone has no such parameter");
    export("timm_selfpatch", "timm_selfpatch", "");
    return PythonChecks.run(python, "check_weights.py", folder);
  }

  private String importFile(String file, String run, String method) {
    return CommandLine.succeed(
        "import --input %s --output %s %s%s"
            .formatted(folder.resolve(file + ".safetensors"), runFolder(run), NETWORK, method));
  }

  private void export(String run, String output, String flags) {
    CommandLine.succeed(
        "export --run %s --output %s %s"
            .formatted(runFolder(run), folder.resolve(output), flags)
            .strip());
  }

  private Path runFolder(String run) {
    return folder.resolve(run + "-run");
  }
}
