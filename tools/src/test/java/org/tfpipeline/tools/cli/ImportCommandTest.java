package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.pipeline.safetensors.SafetensorsReader;
import org.tfpipeline.pipeline.safetensors.SafetensorsWriter;

/** What it computes is {@code WeightsInPythonTest}'s subject. */
final class ImportCommandTest {
  @TempDir private static Path shared;
  private static TinyRun run;
  private static Path exported;

  @TempDir private Path folder;
  private Path imported;
  private final Map<String, float[]> numbers = new TreeMap<>();
  private final Map<String, ImmutableLongArray> shapes = new TreeMap<>();
  private final Map<String, String> metadata = new HashMap<>();

  @BeforeAll
  static void train() throws IOException {
    run = TinyRun.train(shared);
    exported = shared.resolve("exported.safetensors");
    assertThat(export(run.folder(), exported).status()).isZero();
  }

  @BeforeEach
  void readIt() throws IOException {
    imported = folder.resolve("imported");
    try (var reader = SafetensorsReader.open(exported)) {
      metadata.putAll(reader.header().metadata());
      for (var tensor : reader.header().tensors().entrySet()) {
        numbers.put(tensor.getKey(), reader.read(tensor.getKey()));
        shapes.put(tensor.getKey(), tensor.getValue().shape());
      }
    }
  }

  @Test
  void thereAndBackAreTheSameBytes() throws IOException {
    assertThat(importFile(exported).out())
        .isEqualTo(
            """
            %s has 62 tensors.
              backbone   all 27 parameters
              ca_head    all 35 parameters
              c_head     initial values: not in the file
              p_head     initial values: not in the file
            Wrote %s, a run before its first step.
            Next: tfpipeline train --init-from %s --config %s/config.textproto --output runs/NEW
              or: tfpipeline export --run %s --output backbone
            """
                .formatted(exported, imported, imported, imported, imported));
    var again = folder.resolve("again.safetensors");
    assertThat(export(imported, again).out())
        .isEqualTo("Wrote the teacher after step 0 to " + again + ".\n");
    assertThat(again).hasSameBinaryContentAs(exported);
  }

  @Test
  void importedWeightsNameNoDataThatTheyHaveNotSeen() throws IOException {
    assertThat(importFile(exported).status()).isZero();
    var model = folder.resolve("model");
    CommandLine.succeed("export --run %s --output %s".formatted(imported, model));
    assertThat(Files.readString(model.resolve("assets.extra/origin.json")))
        .contains("\"step\": 0", "\"data\": \"\"");
  }

  @Test
  void trainingStartsFromIt() {
    var next = importFile(exported).out().lines().filter(line -> line.startsWith("Next")).toList();
    var command =
        next.get(0).replace("Next: tfpipeline ", "").replace("runs/NEW", folder.resolve("run") + "")
            + " --steps 1 --set data.batch_size=6 --data "
            + run.records();
    CommandLine.succeed(command);
    // The learning rate of the first step is zero.
    var student = folder.resolve("student.safetensors");
    assertThat(export(folder.resolve("run"), student, "--network", "student").status()).isZero();
    assertThat(student).hasSameBinaryContentAs(exported);
  }

  @Test
  void aFileWithoutAPieceOfTheBackboneIsRefused() throws IOException {
    shapes.remove("blocks.1.mlp.fc2.bias");
    shapes.remove("blocks.1.norm2.bias");
    assertRefused(
        "does not fit the configuration: backbone.blocks.1.norm2.bias is missing (and 1 more); choose the configuration of the same network.");
  }

  @Test
  void otherNamesAreRefusedWithOneOfThem() throws IOException {
    shapes.clear();
    add("encoder.layer.0.weight", 16);
    assertRefused(
        "has none of the backbone's tensors: they are called blocks.0.norm1.weight and so on, with module., model., backbone., student. or teacher. before it or not, and here such as encoder.layer.0.weight; rename them.");
  }

  @Test
  void numbersOf64BitsAreRefused() throws IOException {
    var header = "{\"pos_embed\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    var bytes = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(US_ASCII)).putDouble(1);
    assertRefused(
        Files.write(folder.resolve("double.safetensors"), bytes.array()),
        "has a tensor pos_embed with elements of type F64; convert it to F32, F16 or BF16.");
  }

  @Test
  void aDeeperNetworkIsRefused() throws IOException {
    add("blocks.2.norm1.weight", 16);
    assertRefused(
        "has a tensor blocks.2.norm1.weight that the configuration's network has no place for, and would compute something else without; choose the configuration of the same network.");
  }

  @Test
  void layerScaleIsNotDropped() throws IOException {
    add("blocks.0.ls1.gamma", 16);
    assertRefused("has a tensor blocks.0.ls1.gamma that the configuration's network has no place");
  }

  @Test
  void anotherNumberOfHeadsIsRefused() throws IOException {
    metadata.put("heads", "4");
    assertRefused("is of a network with 4 attention heads and the configuration has 2; ");
  }

  @Test
  void aNumberThatIsNotFiniteIsRefused() throws IOException {
    numbers.get("pos_embed")[3] = Float.NaN;
    assertRefused("has a number in pos_embed that is not finite; get a sound copy of it.");
  }

  @Test
  void twoTensorsForOneParameterAreRefused() throws IOException {
    add("module.pos_embed", 16);
    assertRefused("has two tensors for one parameter, module.pos_embed and pos_embed; leave one");
  }

  @Test
  void headsComeWholeOrNotAtAll() throws IOException {
    shapes.remove("ca_head.norm.bias");
    var result = importFile(write());
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains(
            "  ca_head    initial values: ca_head.norm.bias is missing\n",
            "Left over: 34 tensors\n",
            "  ca_head.cls_blocks.0.attn.k.bias: the rest of ca_head does not fit\n",
            "  and 24 more\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.textproto", "metrics.jsonl", "checkpoints/damaged-step-00000003"})
  void whatIsThereIsKept(String name) throws IOException {
    var there = imported.resolve(name);
    Files.createDirectories(there.getParent());
    Files.writeString(there, "years of work");
    assertThat(importFile(exported))
        .isEqualTo(
            new CommandLine(
                1,
                "",
                "tfpipeline: '%s' holds a run already; name another --output.\n"
                    .formatted(imported)));
    assertThat(there).hasContent("years of work");
  }

  @Test
  void theSameCommandMendsWhatAKilledOneLeft() throws IOException {
    assertThat(importFile(exported).status()).isZero();
    var whole = imported.resolve("checkpoints/step-00000000");
    var half = Files.move(whole, whole.resolveSibling(".incomplete-step-00000000"));
    Files.delete(half.resolve("manifest.json"));
    var result = importFile(exported);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(whole.resolve("manifest.json")).exists();
    assertThat(half).doesNotExist();
  }

  @Test
  void otherInitialWeightsAreRefused() {
    var command =
        "import --input %s --output %s --set initial_weights=%s %s"
            .formatted(exported, imported, run.folder(), TinyRun.NETWORK);
    assertThat(CommandLine.run(command.split(" ", -1)).err())
        .isEqualTo(
            "tfpipeline: initial_weights: an import takes the weights from --input; leave this field out.\n");
  }

  @Test
  void onlySafetensorsAreReplaced() throws IOException {
    var file = folder.resolve("thesis.tex");
    Files.writeString(file, "years of work");
    assertThat(export(run.folder(), file).err())
        .isEqualTo(
            "tfpipeline: '%s' is not a safetensors file and is kept; name another.\n"
                .formatted(file));
    assertThat(file).hasContent("years of work");
    var earlier = write();
    assertThat(export(run.folder(), earlier).status()).isZero();
    assertThat(earlier).hasSameBinaryContentAs(exported);
  }

  @Test
  void aTensorThatIsNoParameterDoesNotHideTheOthers() throws IOException {
    var renamed = new TreeMap<String, float[]>();
    numbers.forEach((name, values) -> renamed.put(teacher(name), values));
    var renamedShapes = new TreeMap<String, ImmutableLongArray>();
    shapes.forEach((name, shape) -> renamedShapes.put(teacher(name), shape));
    numbers.clear();
    numbers.putAll(renamed);
    shapes.clear();
    shapes.putAll(renamedShapes);
    add("dino_loss.center", 3);
    var result = importFile(write());
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains(
            "  backbone   all 27 parameters\n",
            "  dino_loss.center: the backbone has no such parameter\n");
  }

  private static String teacher(String name) {
    return "teacher." + (name.startsWith("ca_head") ? "" : "backbone.") + name;
  }

  private void add(String name, int size) {
    numbers.put(name, new float[size]);
    shapes.put(name, ImmutableLongArray.of(size));
  }

  private void assertRefused(String reason) throws IOException {
    assertRefused(write(), reason);
  }

  private void assertRefused(Path file, String reason) throws IOException {
    var result = importFile(file);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("tfpipeline: '%s' %s".formatted(file, reason));
    assertThat(result.out()).isEmpty();
    assertThat(Files.exists(imported)).isFalse();
  }

  private Path write() throws IOException {
    var file = folder.resolve("changed.safetensors");
    SafetensorsWriter.write(
        file, ImmutableMap.copyOf(metadata), ImmutableSortedMap.copyOf(shapes), numbers::get);
    return file;
  }

  private CommandLine importFile(Path file) {
    var command = "import --input %s --output %s %s".formatted(file, imported, TinyRun.NETWORK);
    return CommandLine.run(command.split(" ", -1));
  }

  private static CommandLine export(Path run, Path output, String... flags) {
    var command =
        Lists.newArrayList(
            "export --format safetensors --run %s --output %s"
                .formatted(run, output)
                .split(" ", -1));
    command.addAll(List.of(flags));
    return CommandLine.run(command.toArray(String[]::new));
  }
}
