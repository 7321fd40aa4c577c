package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Example;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordWriter;

/** On the eleven real images of the fixture: JPEG, PNG and gray, in three shards. */
final class InputGraphTest {

  private static final int BATCH = 2;
  private static final int STEPS = 5;

  @Test
  void shapesAreStatic() throws Exception {
    try (var graph = new Graph()) {
      var batch = CropFunction.batch(input(graph, data(1), Step.CROPS, 7).next());

      assertThat(batch.globals().shape()).isEqualTo(Shape.of(2, 2, 48, 3, 48));
      assertThat(batch.locals().shape()).isEqualTo(Shape.of(2, 3, 24, 3, 24));
      assertThat(batch.globalDraws().shape()).isEqualTo(Shape.of(2, 2, ColorParameters.DRAWS));
      assertThat(batch.localDraws().shape()).isEqualTo(Shape.of(2, 3, ColorParameters.DRAWS));
      assertThat(batch.imageIndex().shape()).isEqualTo(Shape.of(2));
    }
  }

  @Test
  void sameSeedSameBatchesWhateverTheParallelism() throws Exception {
    var one = steps(data(1), 7, 0, 0, STEPS);
    var eight = steps(data(8), 7, 0, 0, STEPS);
    var otherSeed = steps(data(8), 8, 0, 0, STEPS);

    assertThat(eight).isEqualTo(one);
    assertThat(otherSeed).doesNotContainAnyElementsOf(one);
  }

  @Test
  void anyStepOfAnyEpochCanBeTheFirst() throws Exception {
    for (long epoch : new long[] {0, 3}) {
      var all = steps(data(0), 7, epoch, 0, STEPS);
      var rest = steps(data(0), 7, epoch, 2, STEPS - 2);

      assertThat(rest).isEqualTo(all.subList(2, STEPS));
      assertThat(all.get(0).imageIndex())
          .isEqualTo(List.of(epoch * STEPS * BATCH, epoch * STEPS * BATCH + 1));
    }
  }

  @Test
  void anEpochEndsAfterItsWholeBatches() throws Exception {
    assertThatThrownBy(() -> steps(data(1), 7, 0, 0, STEPS + 1))
        .isInstanceOf(TFOutOfRangeException.class);
  }

  @Test
  void withoutLocalViews() throws Exception {
    var crops =
        new MultiCropConfig(
            48,
            24,
            Step.CROPS.globals(),
            Step.CROPS.local(),
            0,
            Step.CROPS.color(),
            Interpolation.BICUBIC);
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var input = input(graph, data(1), crops, 7);
      input.startEpoch(session, 0, 0);

      var step = Step.next(session, input);

      assertThat(step.locals()).isEmpty();
      assertThat(step.globals()).hasSize(2 * 2 * 48 * 48 * 3);
    }
  }

  @Test
  void tooFewRecordsForOneBatch() throws Exception {
    var data = data("some/folder", TinyRecords.files(), 16, 1);
    try (var graph = new Graph()) {
      assertThatThrownBy(() -> input(graph, data, Step.CROPS, 7))
          .hasMessage(
              "'some/folder' has 11 records, fewer than one batch of 16;"
                  + " add data, lower data.batch_size or set data.remainder to REPEAT.");
    }
  }

  @Test
  void aBrokenImageIsNamed(@TempDir Path folder) throws Exception {
    var examples = new ArrayList<>(TinyRecords.examples());
    var broken = examples.get(2);
    int half = TinyRecords.encoded(broken).length / 2;
    examples.set(2, TinyRecords.truncated(broken, half));
    var file = folder.resolve("broken.tfrecord");
    write(file, examples);

    assertThat(faultOfFirstFailure(file))
        .isEqualTo(
            "Record 2 of '%s' (%s) holds an image that does not decode as JPEG or PNG;"
                    .formatted(file, TinyRecords.fileName(broken))
                + " convert the images again with --skip-bad, or set data.bad_records to SKIP.");
  }

  @Test
  void aRecordOfAnotherKindIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("other.tfrecord");
    var other = Example.getDefaultInstance();
    write(file, List.of(TinyRecords.examples().get(0), other));

    assertThat(faultOfFirstFailure(file))
        .startsWith("Record 1 of '%s' is not a tf.train.Example".formatted(file))
        .contains("'image/encoded'");
  }

  @Test
  void aDamagedFileIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("damaged.tfrecord");
    write(file, TinyRecords.examples());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(faultOfFirstFailure(file))
        .contains(file.toString())
        .contains("is damaged in record");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) throws Exception {
    var file = folder.resolve("gone.tfrecord");

    assertThat(faultOfFirstFailure(file)).startsWith("'%s' can no longer be read;".formatted(file));
  }

  @Test
  void aFileThatLostItsRecordsIsNamed(@TempDir Path folder) throws Exception {
    var file = Files.createFile(folder.resolve("emptied.tfrecord"));

    assertThat(faultOfFirstFailure(file))
        .startsWith("'%s' has 0 records now and had 11 when training started;".formatted(file));
  }

  @Test
  void soundRecordsExplainNothing() throws Exception {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      assertThat(input(graph, data(1), Step.CROPS, 7).explainFailure(session, 1, 3)).isEmpty();
    }
  }

  private static void write(Path file, List<Example> examples) throws IOException {
    try (var writer = RecordWriter.create(file, Compression.NONE)) {
      for (var example : examples) {
        writer.write(example.toByteArray());
      }
    }
  }

  /** An epoch of one step goes round and round over the eleven records. */
  @Test
  void aBatchMayHaveMoreImagesThanTheDataIfTheyComeAgain() {
    var few =
        new DataConfig(
            "tiny",
            TinyRecords.files(),
            25,
            4,
            2,
            2,
            1,
            Remainder.REPEAT,
            BadRecords.STOP,
            false,
            Worker.ALONE);

    var images = steps(few, 7, 0, 0, 1).get(0).images();

    assertThat(new HashSet<>(images)).as("crops differ each time").hasSize(25);
    assertThat(images.stream().flatMap(image -> image.imageIndex().stream()))
        .containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
    assertThat(steps(few, 7, 1, 0, 1).get(0).imageIndex()).first().isEqualTo(25L);
  }

  /** Runs into the failure as training does, and asks why. */
  private static String faultOfFirstFailure(Path file) {
    var data = data("broken", ImmutableList.of(file), 1, 2);
    var shards = ImmutableList.of(new Shard(file, Compression.NONE, TinyRecords.COUNT));
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var input = InputGraph.create(Ops.create(graph), data, Step.function(7), 7, shards);
      input.startEpoch(session, 0, 0);
      for (long step = 0; step < TinyRecords.COUNT; step++) {
        try {
          Step.next(session, input);
        } catch (RuntimeException e) {
          return input.explainFailure(session, 0, step).orElseThrow().getMessage();
        }
      }
      throw new AssertionError("no step failed");
    }
  }

  private static DataConfig data(int parallelCalls) {
    return data("tiny", TinyRecords.files(), BATCH, parallelCalls);
  }

  private static DataConfig data(
      String pattern, ImmutableList<Path> files, int batchSize, int parallelCalls) {
    return new DataConfig(
        pattern,
        files,
        batchSize,
        4,
        2,
        parallelCalls,
        2,
        Remainder.DROP,
        BadRecords.STOP,
        false,
        Worker.ALONE);
  }

  private static InputGraph input(Graph graph, DataConfig data, MultiCropConfig crops, long seed) {
    var function = new CropFunction(crops, seed, ColorPlacement.ON_DEVICE);
    return InputGraph.create(Ops.create(graph), data, function, seed, TinyRecords.shards());
  }

  private static List<Step> steps(DataConfig data, long seed, long epoch, long step, int count) {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var input = input(graph, data, Step.CROPS, seed);
      input.startEpoch(session, epoch, step);
      return Stream.generate(() -> Step.next(session, input)).limit(count).toList();
    }
  }
}
