package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/**
 * The whole way of real photographs: files, records, training that is stopped and goes on, export.
 */
final class EndToEndTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", ""), "../configs/samples/clothing");
  private static final int STEPS = 16;

  // What a process ends with that a signal has ended.
  private static final int SIGTERM = 128 + 15;
  private static final int SIGKILL = 128 + 9;

  @TempDir private Path folder;

  @Test
  void photographsBecomeAFeatureExtractor() throws Exception {
    var photographs = writePhotographs(folder.resolve("photographs"), 24);
    var records = folder.resolve("records");
    succeed("convert", "--format", "folder", "--input", photographs, "--output", records);
    assertThat(succeed("inspect", records)).contains("24");

    var undisturbed = folder.resolve("undisturbed");
    CommandLine.succeed(train(records, undisturbed));

    // Ended after its first step, it writes a checkpoint and says so with its status.
    var stopped = folder.resolve("stopped");
    var process = start(train(records, stopped), stopped.resolve("metrics.jsonl"));
    process.destroy();
    assertThat(process.waitFor()).as(log()).isEqualTo(SIGTERM);
    assertThat(lastStep(stopped)).isBetween(1L, STEPS - 1L);
    assertThat(log()).containsPattern("(?m)\\boptimizer/step: \\(VarHandleOp\\): .*device:CPU:0$");
    CommandLine.succeed(train(records, stopped));
    assertSame(stopped, undisturbed);

    // Killed, it has what it wrote on its way.
    var killed = folder.resolve("killed");
    var often = train(records, killed);
    often.addAll(List.of("--set", "logging.checkpoint_every_steps=2"));
    process = start(often, killed.resolve("checkpoints/step-00000002"));
    process.destroyForcibly();
    assertThat(process.waitFor()).as(log()).isEqualTo(SIGKILL);
    assertThat(lastStep(killed)).isBetween(2L, STEPS - 1L);
    CommandLine.succeed(often);
    assertSame(killed, undisturbed);

    var exported = folder.resolve("exported");
    succeed("export", "--run", stopped, "--output", exported);
    assertThat(embeddings(exported)).isEqualTo(embeddings(stopped.resolve("saved_model")));
  }

  @Test
  void aRunOfAnotherConfigurationIsRefused() throws Exception {
    var run = folder.resolve("run");
    var samples = SAMPLES.resolve("clothing-train.tfrecord-*");
    // What a run without a checkpoint was configured with does not matter.
    Files.createDirectories(run);
    Files.writeString(run.resolve("config.textproto"), "seed: 7");
    CommandLine.succeed(train(samples, run));
    var refused = train(samples, run);
    refused.addAll(List.of("--set", "loss.patch_weight=0.5"));
    var result = CommandLine.run(refused.toArray(String[]::new));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "tfpipeline: '%s' holds a run with another configuration (loss.patch_weight is 0.5, not 0.1); choose another --output, or go on with --config %s/checkpoints/step-%08d/config.textproto.\n"
                .formatted(run, run, STEPS));
    // Nor does it pass when it is put in the place of what the run was configured with.
    var configuration = run.resolve("config.textproto");
    refused.add("--print-config");
    Files.writeString(configuration, CommandLine.succeed(refused));
    var edited = "train --config %s --output %s".formatted(configuration, run);
    assertThat(CommandLine.run(edited.split(" ", -1))).isEqualTo(result);
  }

  @Test
  void weightsOfOtherNetworksAreRefused() throws IOException {
    var samples = SAMPLES.resolve("clothing-train.tfrecord-*");
    var trained = folder.resolve("trained");
    CommandLine.succeed(train(samples, trained));
    var run = folder.resolve("run");
    var refused = new ArrayList<>(train(samples, run));
    refused.addAll(List.of("--init-from", trained.toString()));
    refused.addAll(List.of("--set", "backbone.custom.depth=1", "--set", "backbone.custom.heads=4"));
    assertThat(CommandLine.run(refused.toArray(String[]::new)).err())
        .isEqualTo(
            "tfpipeline: The weights in '%s' are of other networks (backbone.custom.depth is 1, not 2; backbone.custom.heads is 4, not 2); choose the same, or take the backbone alone by 'export --format safetensors' and 'import'.\n"
                .formatted(trained));
    assertThat(run).doesNotExist();
  }

  /** The sample records' first photographs as files in one folder a class. */
  private static Path writePhotographs(Path target, int count) throws IOException {
    var shard = SAMPLES.resolve("clothing-train.tfrecord-00000-of-00002");
    try (var reader = RecordReader.open(shard)) {
      for (int i = 0; i < count && reader.next(); i++) {
        var example = ImageExample.parse(reader.record());
        var file = target.resolve(example.filename());
        Files.createDirectories(file.getParent());
        Files.write(file, example.encoded().toByteArray());
      }
    }
    return target;
  }

  /** A tiny network on the CPU; every step is logged, and only the last one saved. */
  private static List<String> train(Path data, Path run) {
    return new ArrayList<>(
        List.of(
            ("train --steps "
                    + STEPS
                    + " --device cpu"
                    + " --set backbone.custom.width=32 --set backbone.custom.depth=2"
                    + " --set backbone.custom.heads=2 --set backbone.drop_path_rate=0.1 --set schedule.warmup_epochs=1"
                    + " --set data.batch_size=6 --set crops.local.count=2"
                    + " --set logging.log_every_steps=1 --set logging.checkpoint_every_steps=1000"
                    + " --config "
                    + SAMPLES.resolve("../../quickstart.textproto")
                    + " --data "
                    + data
                    + " --output "
                    + run)
                .split(" ", -1)));
  }

  private static String succeed(Object... arguments) {
    return CommandLine.succeed(List.of(arguments).stream().map(Object::toString).toList());
  }

  /** Runs the command in a process of its own until something appears. */
  private Process start(List<String> arguments, Path awaited) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    command.add("--verbose");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "0"); // As the start script has it, then.
    var process = builder.redirectOutput(folder.resolve("process.log").toFile()).start();
    var deadline = Instant.now().plus(Duration.ofMinutes(5));
    while (process.isAlive() && !hasContent(awaited)) {
      assertThat(Instant.now()).as(log()).isBefore(deadline);
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    return process;
  }

  private static boolean hasContent(Path path) throws IOException {
    return Files.exists(path) && Files.size(path) > 0;
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("process.log"));
  }

  private static void assertSame(Path run, Path other) throws IOException {
    assertThat(lastStep(run)).isEqualTo(STEPS);
    assertThat(bundle(run)).hasSameBinaryContentAs(bundle(other));
    assertThat(withoutTimes(run)).isEqualTo(withoutTimes(other));
  }

  private static Path checkpoint(Path run) throws IOException {
    try (var folders = Files.list(run.resolve("checkpoints"))) {
      return folders.sorted().reduce((first, second) -> second).orElseThrow();
    }
  }

  private static long lastStep(Path run) throws IOException {
    return Long.parseLong(checkpoint(run).getFileName().toString().substring("step-".length()));
  }

  private static Path bundle(Path run) throws IOException {
    return checkpoint(run).resolve("ckpt.data-00000-of-00001");
  }

  private static List<JsonObject> withoutTimes(Path run) throws IOException {
    var lines = new ArrayList<JsonObject>();
    for (var line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      var object = JsonParser.parseString(line).getAsJsonObject();
      object.remove("images_per_second");
      lines.add(object);
    }
    assertThat(lines).hasSize(STEPS);
    return lines;
  }

  private static List<Float> embeddings(Path savedModel) {
    try (var bundle = SavedModelBundle.load(savedModel.toString(), "serve");
        var images =
            TFloat32.tensorOf(
                Shape.of(2, 64, 48, 3),
                tensor ->
                    tensor
                        .scalars()
                        .forEachIndexed(
                            (at, pixel) -> pixel.setFloat((at[0] + at[1] * at[2]) % 7 / 7f)));
        var result = bundle.function("serving_default").call(Map.of("images", images))) {
      var embedding = (TFloat32) result.get("embedding").orElseThrow();
      return IntStream.range(0, 32)
          .mapToObj(i -> embedding.getFloat(1, i))
          .collect(Collectors.toList());
    }
  }
}
