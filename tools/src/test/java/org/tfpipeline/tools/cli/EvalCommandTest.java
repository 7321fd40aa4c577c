package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

final class EvalCommandTest {
  @TempDir private static Path shared;
  private static TinyRun run;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    run = TinyRun.train(shared);
  }

  @Test
  void everyImageIsItsOwnNearestNeighbour() {
    assertThat(knn("--test", run.records(), "--neighbors", 1, "--json"))
        .isEqualTo(new CommandLine(0, "{\"knn_accuracy\":1.0}\n", ""));
    assertThat(knn("--test", run.records(), "--neighbors", 1, "--device", "cpu"))
        .isEqualTo(new CommandLine(0, "knn accuracy                     1.0000\n", ""));
  }

  @Test
  void allNeighboursVoteForTheirOwnClass() throws IOException {
    // Whatever the features, with photographs of one class known that class is told.
    var hats = write("hats.tfrecord", example(photograph(), 1), example(photograph(), 1));
    var mixed =
        write(
            "mixed.tfrecord",
            example(photograph(), 0),
            example(photograph(), 1),
            example(photograph(), 1),
            example(photograph(), 1));
    assertThat(knn("--data", hats, "--test", mixed, "--json").out())
        .isEqualTo("{\"knn_accuracy\":0.75}\n");
  }

  @Test
  void learningTellsWhatTheRunDid() throws IOException {
    var result = eval("learning", "--run", run.folder(), "--test", run.records(), "--json");
    assertThat(result.status()).as(result.err()).isZero();
    var numbers = JsonParser.parseString(result.out()).getAsJsonObject();

    var metrics = Files.readAllLines(run.folder().resolve("metrics.jsonl"));
    double entropy =
        JsonParser.parseString(metrics.get(metrics.size() - 1))
            .getAsJsonObject()
            .get("teacher_entropy")
            .getAsDouble();
    assertThat(number(numbers, "last_teacher_entropy_share"))
        .isCloseTo(entropy / Math.log(TinyRun.PROTOTYPES), within(1e-9))
        .isBetween(
            number(numbers, "smallest_teacher_entropy_share"),
            number(numbers, "largest_teacher_entropy_share"));
    assertThat(number(numbers, "untrained_student_loss")).isPositive().isFinite();
    assertThat(number(numbers, "trained_student_loss")).isPositive().isFinite();
    assertThat(number(numbers, "untrained_knn_accuracy")).isBetween(0.0, 1.0);
    var knn = JsonParser.parseString(knn("--test", run.records(), "--json").out());
    assertThat(number(numbers, "trained_knn_accuracy"))
        .isEqualTo(number(knn.getAsJsonObject(), "knn_accuracy"));
  }

  @Test
  void theTrainingDataMayBeGoneWhereOtherIsNamed() throws IOException {
    var moved = run.copyWithoutData(folder.resolve("moved"));
    var named =
        eval("knn", "--run", moved, "--data", run.records(), "--test", run.records(), "--json");
    assertThat(named.status()).as(named.err()).isZero();

    var unnamed = eval("knn", "--run", moved, "--test", run.records());
    assertThat(unnamed.status()).isEqualTo(1);
    assertThat(unnamed.err()).contains("data.path: " + moved + "/gone.tfrecord is not there");
  }

  @Test
  void wrongFlagsEndInStatusTwoBeforeAnythingIsRead() {
    var missing = folder.resolve("missing");
    assertUsage("eval knows knn and learning, not \"kn\".", "kn", "--run", missing, "--test", "x");
    assertUsage(
        "--neighbors must be at least 1, not 0.",
        "knn",
        "--run",
        missing,
        "--test",
        "x",
        "--neighbors",
        0);
    assertUsage(
        "--run must be a local path, not s3://a/b;", "knn", "--run", "s3://a/b", "--test", "x");
    assertUsage(
        "--test must be a local path, not gs://a/b;",
        "knn",
        "--run",
        missing,
        "--test",
        "gs://a/b");
    assertUsage(
        "--device tpu: execution.device must be cpu, gpu",
        "knn",
        "--run",
        run.folder(),
        "--test",
        run.records(),
        "--device",
        "tpu");
  }

  @Test
  void aKindThatIsPromisedSaysSo() {
    assertThat(eval("linear", "--run", "x", "--test", "x"))
        .isEqualTo(new CommandLine(1, "", "tfpipeline: eval linear is not built yet.\n"));
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    assertFailure("is not a run directory", eval("knn", "--run", folder, "--test", "x"));
  }

  @Test
  void filesWithoutRecordsAreNamed() throws IOException {
    var empty = write("empty.tfrecord");
    assertFailure(
        "'" + empty + "' holds no records; run 'tfpipeline convert' to make some.",
        knn("--test", empty));
    assertFailure(
        "'" + empty + "' holds no records", knn("--data", empty, "--test", run.records()));
  }

  @Test
  void anImageThatDoesNotDecodeIsNamed() throws IOException {
    var file =
        write(
            "broken.tfrecord",
            example(photograph(), 0),
            example(ByteString.copyFromUtf8("no image"), 0));
    assertFailure(
        "Record 1 of '"
            + file
            + "' (hat/7.jpg) holds an image that does not decode as JPEG or PNG; convert the images"
            + " again, or with --skip-bad.",
        knn("--test", file));
  }

  @Test
  void anImageWithoutAClassIsNamed() throws IOException {
    var unlabelled =
        new ImageExample(photograph(), ImageFormat.JPEG, "a.jpg", 8, 8, Optional.empty());
    var file = write("flat.tfrecord", unlabelled.toBytes());
    assertFailure(
        "Record 0 of '" + file + "' (a.jpg) has no image/class/label", knn("--test", file));
  }

  @Test
  void aRecordThatIsNoImageExampleIsNamed() throws IOException {
    var file = write("text.tfrecord", new byte[] {1, 2, 3});
    assertFailure("Record 0 of '" + file + "' is not an image example", knn("--test", file));
  }

  private static CommandLine knn(Object... flags) {
    var arguments = ImmutableList.builder().add("knn", "--run", run.folder()).add(flags);
    return eval(arguments.build().toArray());
  }

  private static CommandLine eval(Object... arguments) {
    var all = ImmutableList.builder().add("eval").add(arguments).build();
    return CommandLine.run(all.stream().map(Object::toString).toArray(String[]::new));
  }

  private static void assertUsage(String sentence, Object... arguments) {
    var result = eval(arguments);
    assertThat(result.err()).startsWith("tfpipeline: " + sentence);
    assertThat(result.status()).isEqualTo(2);
  }

  private static void assertFailure(String sentence, CommandLine result) {
    assertThat(result.err()).contains(sentence).hasLineCount(1).doesNotContain("Exception");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
  }

  private static double number(JsonObject numbers, String name) {
    return numbers.get(name).getAsDouble();
  }

  private static ByteString photograph() throws IOException {
    try (var reader = RecordReader.open(run.records())) {
      assertThat(reader.next()).isTrue();
      return ImageExample.parse(reader.record()).encoded();
    }
  }

  private static byte[] example(ByteString encoded, long label) {
    return new ImageExample(
            encoded,
            ImageFormat.JPEG,
            "hat/7.jpg",
            128,
            128,
            Optional.of(new ClassLabel(label, "hat")))
        .toBytes();
  }

  private Path write(String name, byte[]... records) throws IOException {
    var file = folder.resolve(name);
    try (var writer = RecordWriter.create(file, Compression.NONE)) {
      for (byte[] record : List.of(records)) {
        writer.write(record);
      }
    }
    return file;
  }
}
