package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;

/**
 * A few real photographs and a run of a tiny network on them, for the commands that take a run.
 *
 * @param records twelve labelled photographs
 * @param folder a run of two steps, a checkpoint and a line of metrics for each
 */
record TinyRun(Path records, Path folder) {
  static final int RECORDS = 12;
  static final int PROTOTYPES = 16;

  /** Flags that make the network. */
  static final String NETWORK =
      "--device cpu --config quickstart"
          + " --set backbone.custom.width=16 --set backbone.custom.depth=2"
          + " --set backbone.custom.heads=2 --set heads.hidden=16 --set heads.bottleneck=8"
          + " --set heads.patch_prototypes=16 --set heads.image_prototypes="
          + PROTOTYPES;

  /** Where the samples are that ship with the program. */
  static final Path SAMPLES =
      Path.of(System.getProperty("basedir", ""), "../configs/samples/clothing");

  /**
   * Trains.
   *
   * @param settings more of {@code PATH=VALUE}
   */
  static TinyRun train(Path parent, String... settings) throws IOException {
    var records = records(parent);
    var folder = parent.resolve("run");
    var arguments = Lists.newArrayList(arguments(records, folder, 2, 1));
    for (var setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    var result = CommandLine.run(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    return new TinyRun(records, folder);
  }

  /** Writes the photographs. */
  static Path records(Path parent) throws IOException {
    return records(parent.resolve("photographs.tfrecord"), Set.of());
  }

  /** Writes the photographs, but what is no image in place of those of the given numbers. */
  static Path recordsWithBad(Path parent, Set<Integer> bad) throws IOException {
    return records(parent.resolve("some-bad.tfrecord"), bad);
  }

  private static Path records(Path file, Set<Integer> bad) throws IOException {
    try (var reader = RecordReader.open(SAMPLES.resolve("clothing-train.tfrecord-00000-of-00002"));
        var writer = RecordWriter.create(file, Compression.NONE)) {
      for (int i = 0; i < RECORDS && reader.next(); i++) {
        writer.write(bad.contains(i) ? new byte[] {1, 2, 3} : reader.record());
      }
    }
    return file;
  }

  /** The command line that trains, with a line of metrics for every step. */
  static List<String> arguments(Path records, Path folder, int steps, int stepsOfCheckpoint) {
    return List.of(
        ("train "
                + NETWORK
                + " --set data.batch_size=6 --set crops.local.count=1"
                + " --set logging.log_every_steps=1 --set logging.checkpoint_every_steps="
                + stepsOfCheckpoint
                + " --steps "
                + steps
                + " --data "
                + records
                + " --output "
                + folder)
            .split(" ", -1));
  }

  /** A copy of the run that says its training data were somewhere where there is nothing. */
  Path copyWithoutData(Path target) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, target.resolve(folder.relativize(file)));
      }
    }
    var configuration = target.resolve("config.textproto");
    Files.writeString(
        configuration,
        Files.readString(configuration).replace(records.toString(), target + "/gone.tfrecord"));
    return target;
  }
}
