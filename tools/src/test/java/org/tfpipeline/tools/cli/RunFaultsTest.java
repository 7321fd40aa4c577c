package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the machine in the middle of a training. */
@DisabledOnOs(OS.WINDOWS) // The limit is the shell's.
final class RunFaultsTest {

  @TempDir private Path folder;
  private Path records;
  private Path run;
  private String classPath = System.getProperty("java.class.path");

  @BeforeEach
  void writeRecords() throws IOException {
    records = TinyRun.records(folder);
    run = folder.resolve("run");
  }

  /** To a program, no more room in a file is like no more room on the disk. */
  @Test
  void aFullDiskEndsTheRunAndRoomLetsItGoOn() throws Exception {
    // The time is over before the first step is.
    assertThat(train("", "--max-time", "1s").err()).contains("Stopped after step 1;");
    var full = train("ulimit -f 64 && ");
    assertThat(full.status()).isEqualTo(1);
    assertThat(lastLine(full))
        .startsWith(
            "tfpipeline: The checkpoint of step 2 cannot be written below '%s' ("
                .formatted(run.resolve("checkpoints")))
        .endsWith(
            "); make room or put the folder right, and start again with the same command: it goes on from the last checkpoint.");
    assertThat(run.resolve("checkpoints/step-00000002")).doesNotExist();
    var again = train("");
    assertThat(again.err()).contains("Going on after step 1.");
    assertThat(again.status()).isZero();
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
  }

  @Test
  void aStopThatCannotBeSavedIsToldAndHasItsOwnStatus() throws Exception {
    var arguments = TinyRun.arguments(records, run, 1_000_000, 1_000_000);
    var process = new ProcessBuilder(command("ulimit -f 64 && ", arguments)).start();
    var metrics = run.resolve("metrics.jsonl");
    while (process.isAlive() && (Files.notExists(metrics) || Files.size(metrics) == 0)) {
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
    process.toHandle().destroy(); // SIGTERM; of the process itself, it would close the streams.
    assertThat(lastLine(new String(process.getErrorStream().readAllBytes(), UTF_8)))
        .matches("tfpipeline: The checkpoint of step \\d+ cannot be written below .*");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void aFullDiskLeavesNothingOfAnImport() throws Exception {
    assertThat(train("", "--max-time", "1s").err()).contains("Stopped after step 1;");
    var weights = folder.resolve("weights.safetensors");
    CommandLine.succeed("export --format safetensors --run " + run + " --output " + weights);
    var imported = folder.resolve("imported");
    var arguments =
        List.of(
            "import --input %s --output %s %s"
                .formatted(weights, imported, TinyRun.NETWORK)
                .split(" ", -1));
    var full = Scripts.run(Map.of(), folder, command("ulimit -f 64 && ", arguments));
    assertThat(lastLine(full))
        .startsWith(
            "tfpipeline: The checkpoint cannot be written below '%s' ("
                .formatted(imported.resolve("checkpoints")))
        .endsWith("); make room or name another --output.");
    assertThat(full.status()).isEqualTo(1);
    assertThat(imported.resolve("config.textproto")).doesNotExist();
    var again = Scripts.run(Map.of(), folder, command("", arguments));
    assertThat(again.status()).as(again.err()).isZero();
  }

  @Test
  void aFolderThatIsGoneIsNamedAndDoesNotComeBackInPart() throws Exception {
    var process = new ProcessBuilder(command("", 1_000_000)).redirectErrorStream(true).start();
    while (process.isAlive() && Files.notExists(run.resolve("checkpoints/step-00000003"))) {
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
    Files.move(run, folder.resolve("elsewhere")); // At once, while the process writes in it.
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output)
        .contains("cannot be written below '%s'".formatted(run.resolve("checkpoints")));
    assertThat(run).doesNotExist();
  }

  @Test
  void aGpuThatIsNotThereIsNamed() throws Exception {
    assertThat(train("", "--max-time", "1s").err()).contains("Stopped after step 1;");
    asIfTrainedByGpu(run.resolve("checkpoints/step-00000001"));
    var before = contents();
    var without = train("export CUDA_VISIBLE_DEVICES=-1 && ", "--device", "gpu");
    assertThat(lastLine(without))
        .startsWith("tfpipeline: The device gpu:0 was asked for, but TensorFlow sees no such GPU;");
    assertThat(without.status()).isEqualTo(1);
    assertThat(contents()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX) // A library is called otherwise elsewhere.
  @ValueSource(strings = {"missing", "of the wrong kind"})
  void aNativeLibraryThatCannotBeLoadedIsNamed(String library) throws Exception {
    assertThat(train("", "--max-time", "1s").err()).contains("Stopped after step 1;");
    var before = contents();
    if (library.equals("missing")) {
      classPath = classPath.replaceAll("[^:]*tensorflow-core-native-[^:]*-[a-z]+-[^:]*:", "");
    } else {
      var natives = folder.resolve("classes/org/tensorflow/internal/c_api/" + Loader.getPlatform());
      Files.createDirectories(natives);
      Files.writeString(natives.resolve("libjnitensorflow.so"), "of no machine");
      classPath = folder.resolve("classes") + ":" + classPath;
    }
    var unloaded = train("");
    assertThat(lastLine(unloaded))
        .startsWith("tfpipeline: TensorFlow's native library cannot be loaded (no jnitensorflow in")
        .endsWith(
            "build tfpipeline on this machine, with -Pgpu only where CUDA 12 and cuDNN 9 are.");
    assertThat(unloaded.status()).isEqualTo(1);
    assertThat(contents()).isEqualTo(before);
  }

  /** To a CPU's allocator, no more room in the process is like no more room on the device. */
  @Test
  @EnabledOnOs(OS.LINUX) // Others do not limit a process' memory.
  void aFullDeviceEndsTheRun() throws Exception {
    var full =
        train(
            "ulimit -v 30000000 && ",
            "--set",
            "heads.image_prototypes=1048576",
            "--set",
            "heads.bottleneck=65536"); // 256 GiB
    assertThat(lastLine(full))
        .isEqualTo(
            "tfpipeline: The device's memory is full; lower data.batch_size, crops.local.count or the heads' prototypes.");
    assertThat(full.status()).isEqualTo(1);
    assertThat(run.resolve("checkpoints")).isEmptyDirectory();
  }

  /** Changes the configuration in a checkpoint, and its checksum with it. */
  private static void asIfTrainedByGpu(Path checkpoint) throws IOException {
    var configuration = checkpoint.resolve("config.textproto");
    var cpu = Files.readString(configuration);
    var gpu = cpu.replace("device: \"cpu\"", "device: \"gpu\"");
    Files.writeString(configuration, gpu);
    var manifest = checkpoint.resolve("manifest.json");
    var sums = Files.readString(manifest);
    assertThat(sums).contains(crc32c(cpu));
    Files.writeString(manifest, sums.replace(crc32c(cpu), crc32c(gpu)));
  }

  private static String crc32c(String text) {
    return "%08x".formatted(Hashing.crc32c().hashString(text, UTF_8).asInt());
  }

  /** The files of the run, whole: what a refused command leaves as it is. */
  private Map<Path, String> contents() throws IOException {
    var contents = new HashMap<Path, String>();
    try (var files = Files.walk(run)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        contents.put(file, MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
      }
    }
    return contents;
  }

  /** TensorFlow's own log has lines before it. */
  private static String lastLine(CommandLine result) {
    return lastLine(result.err());
  }

  private static String lastLine(String text) {
    return text.lines().reduce((first, second) -> second).orElseThrow();
  }

  private CommandLine train(String before, String... flags) throws Exception {
    var command = command(before, 3);
    command.addAll(List.of(flags));
    return Scripts.run(Map.of(), folder, command);
  }

  private List<String> command(String before, int steps) {
    return command(before, TinyRun.arguments(records, run, steps, 1));
  }

  private List<String> command(String before, List<String> arguments) {
    var command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", // As the start script has it.
            "-XX:-UsePerfData", // It is a file, too, and larger than the limit.
            "-Dtfpipeline.home=" + Path.of("..").toAbsolutePath(),
            "-cp",
            classPath,
            Main.class.getName()));
    command.addAll(arguments);
    return command;
  }
}
