package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** DINO alone, by one setting: a run and the commands that take it. */
final class DinoRunTest {
  @TempDir private static Path shared;
  private static TinyRun run;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    // Two patches a side, too few for SelfPatch's neighbourhoods.
    run = TinyRun.train(shared, "method=DINO", "crops.local.size=16");
  }

  @Test
  void metricsAreThoseOfTheMethod() throws IOException {
    var lines = Files.readAllLines(run.folder().resolve("metrics.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(json(lines.get(1)).keySet())
        .contains("loss", "teacher_entropy", "center_norm", "embedding_spread", "gradient_norm")
        .doesNotContain("image_loss", "patch_loss", "patch_teacher_entropy", "patch_center_norm");
  }

  @Test
  void theExportTakesImagesOfAnySize() throws IOException {
    var exported = folder.resolve("exported");
    var result = command("export", "--run", run.folder(), "--output", exported);
    assertThat(result.status()).as(result.err()).isZero();
    for (var model : List.of(exported, run.folder().resolve("saved_model"))) {
      try (var bundle = SavedModelBundle.load(model.toString(), "serve");
          var images = TFloat32.tensorOf(Shape.of(1, 24, 80, 3));
          var outputs = bundle.function("serving_default").call(Map.of("images", images))) {
        assertThat(outputs.get("patch_tokens").orElseThrow().shape())
            .isEqualTo(Shape.of(1, 3, 10, 16));
        assertThat(outputs.get("embedding").orElseThrow().shape()).isEqualTo(Shape.of(1, 16));
      }
    }
  }

  @Test
  void itsFeaturesAreEvaluated() {
    var knn =
        command("eval", "knn", "--run", run.folder(), "--test", run.records(), "--neighbors", 1);
    assertThat(knn).isEqualTo(new CommandLine(0, "knn accuracy                     1.0000\n", ""));

    var learning =
        command("eval", "learning", "--run", run.folder(), "--test", run.records(), "--json");
    assertThat(learning.status()).as(learning.err()).isZero();
    var numbers = json(learning.out());
    assertThat(numbers.get("trained_student_loss").getAsDouble()).isPositive().isFinite();
    assertThat(numbers.get("last_teacher_entropy_share").getAsDouble()).isBetween(0.0, 1.0);
  }

  /** DINO without multi-crop. */
  @Test
  void localCropsAreNotNeeded() throws IOException {
    var without =
        TinyRun.train(
            Files.createDirectory(folder.resolve("two")), "method=DINO", "crops.local.count=0");
    var lines = Files.readAllLines(without.folder().resolve("metrics.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(json(lines.get(1)).get("loss").getAsDouble()).isPositive().isFinite();
    assertThat(json(lines.get(1)).get("gradient_norm").getAsDouble()).isPositive().isFinite();

    var sheet = folder.resolve("sheet.png");
    var preview =
        command(
            "preview",
            "--config",
            without.folder().resolve("config.textproto"),
            "--output",
            sheet,
            "--parameters",
            folder.resolve("sheet.json"));
    assertThat(preview.status()).as(preview.err()).isZero();
    for (var row : json(Files.readString(folder.resolve("sheet.json"))).getAsJsonArray("images")) {
      assertThat(row.getAsJsonObject().getAsJsonArray("views")).hasSize(2);
    }
  }

  @Test
  void itDoesNotGoOnAsARunOfSelfPatch() {
    var result =
        command(
            "train",
            "--config",
            run.folder().resolve("config.textproto"),
            "--output",
            run.folder(),
            "--set",
            "method=DINO_SELFPATCH",
            "--set",
            "crops.local.size=32");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("holds a run with another configuration")
        .contains("method is DINO_SELFPATCH, not DINO");
  }

  private static CommandLine command(Object... arguments) {
    return CommandLine.run(
        List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
