package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.Example;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.pipeline.input.BadRecords;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/** A run of two steps an epoch on eight records, one of them bad. */
final class SkippedImagesTest {

  private static final Path SAMPLES =
      Path.of("../configs/samples/clothing/clothing-train.tfrecord-00000-of-00002");

  @TempDir private Path folder;

  @Test
  void theyAreCountedOverTheWholeRun() throws IOException {
    var config = config(records(7, 1));
    var warnings = new ArrayList<String>();
    var whole = run("whole");
    train(whole, config, warnings, () -> false);
    var stopped = run("stopped");
    train(stopped, config, new ArrayList<>(), () -> true);
    train(stopped, config, new ArrayList<>(), () -> false);

    var counts = counts(whole);
    assertThat(counts).hasSize(3).isSorted();
    assertThat(counts.get(1)).isEqualTo(1); // The first epoch is over.
    assertThat(counts(stopped)).isEqualTo(counts);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("%d times an image could not be used".formatted(counts.get(2)));
  }

  @Test
  void soundRecordsGiveNoWarning() throws IOException {
    var warnings = new ArrayList<String>();
    var run = run("run");
    train(run, config(records(8, 0)), warnings, () -> false);

    assertThat(counts(run)).containsExactly(0, 0, 0);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aBatchWithoutAnImageEndsTheRun() throws IOException {
    var records = records(0, 8);

    assertThatThrownBy(() -> train(run("run"), config(records), new ArrayList<>(), () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "Not one image of step 1 can be used; convert the images of '%s' again."
                .formatted(records));
  }

  private RunDirectory run(String name) throws IOException {
    return RunDirectory.at(folder.resolve(name));
  }

  private Path records(int sound, int bad) throws IOException {
    var file = folder.resolve("%d-%d.tfrecord".formatted(sound, bad));
    try (var reader = RecordReader.open(SAMPLES);
        var writer = RecordWriter.create(file, Compression.NONE)) {
      for (int i = 0; i < sound; i++) {
        assertThat(reader.next()).isTrue();
        writer.write(reader.record());
      }
      for (int i = 0; i < bad; i++) {
        writer.write(Example.getDefaultInstance().toByteArray());
      }
    }
    return file;
  }

  private static List<Integer> counts(RunDirectory run) throws IOException {
    return Files.readAllLines(run.metrics()).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .map(line -> line.get("skipped_images").getAsInt())
        .toList();
  }

  private static void train(
      RunDirectory run, RunConfig config, List<String> warnings, BooleanSupplier stop)
      throws IOException {
    var listener =
        new TrainingListener() {
          @Override
          public void warned(String warning) {
            warnings.add(warning);
          }
        };
    new Trainer(config, ConfigProto.getDefaultInstance(), run, List.of(listener))
        .train("", checkpoint -> {}, stop);
  }

  private static RunConfig config(Path records) {
    var config =
        TinyRuns.config(records, 0.1, TinyRuns.patchLevel(0.1), new LossConfig(0.1, 0.9), 1e-3);
    return new RunConfig(
        config.name(),
        config.seed(),
        config.initialWeights(),
        skipping(config.data()),
        config.crops(),
        config.backbone(),
        config.imageHead(),
        config.patchLevel(),
        config.loss(),
        config.optimizer(),
        config.clipNorm(),
        config.schedule(),
        config.logEverySteps(),
        config.collapseSpread(),
        config.checkpoints());
  }

  private static DataConfig skipping(DataConfig data) {
    return new DataConfig(
        data.pattern(),
        data.files(),
        data.batchSize(),
        data.shuffleBuffer(),
        data.interleaveShards(),
        data.parallelCalls(),
        data.prefetch(),
        data.remainder(),
        BadRecords.SKIP,
        data.cachedInMemory(),
        data.worker());
  }
}
