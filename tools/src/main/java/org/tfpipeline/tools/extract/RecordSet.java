package org.tfpipeline.tools.extract;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.ShardSpec;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.SchemaException;

/**
 * The records to extract.
 *
 * @param files where they are, at least one
 */
record RecordSet(ImmutableList<Path> files) {

  /** Finds what a file, a folder or a glob names. */
  static RecordSet find(String pattern) throws IOException {
    return new RecordSet(RecordFiles.find(pattern));
  }

  /** Takes records one after the other. */
  interface Visitor {
    void visit(String split, byte[] record) throws IOException;
  }

  /**
   * Reads all records.
   *
   * @throws IOException if one is damaged or lacks something
   */
  void forEach(Visitor visitor) throws IOException {
    for (Path file : files) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          visit(visitor, reader, file);
        }
      }
    }
  }

  private static void visit(Visitor visitor, RecordReader reader, Path file) throws IOException {
    try {
      visitor.visit(split(file), reader.record());
    } catch (SchemaException e) {
      throw new IOException(
          "%s cannot be extracted: in record %d, %s"
              .formatted(file, reader.index(), e.getMessage()),
          e);
    }
  }

  /** The first record, which tells what all of them are. */
  byte[] first() throws IOException {
    for (Path file : files) {
      try (var reader = RecordReader.open(file)) {
        if (reader.next()) {
          return reader.record();
        }
      }
    }
    throw new IOException("%s holds no records".formatted(files.get(0)));
  }

  ImmutableList<String> splits() {
    return files.stream().map(RecordSet::split).collect(ImmutableSet.toImmutableSet()).asList();
  }

  private static String split(Path file) {
    return spec(file).map(ShardSpec::split).orElse("train");
  }

  private static Optional<ShardSpec> spec(Path file) {
    return ShardSpec.parse(file.getFileName().toString());
  }

  /** Names of the classes, as a file beside the records has them; empty if there is none. */
  ImmutableList<String> classes(RecordContent kind) throws IOException {
    Path labels = files.get(0).resolveSibling(kind.labelsFile());
    return Files.exists(labels)
        ? ImmutableList.copyOf(Files.readAllLines(labels))
        : ImmutableList.of();
  }

  /** The data set's name, if the files' names have one. */
  Optional<String> name() {
    return spec(files.get(0)).map(ShardSpec::name).filter(ShardSpec.NAME.asMatchPredicate());
  }

  /**
   * The number of shards that divides records into these files; empty if none does, as when they
   * were divided by size.
   *
   * @param records how many each split has, which is the most shards that it can have
   */
  Optional<Integer> shards(ImmutableMultiset<String> records) {
    var specs = files.stream().map(RecordSet::spec).flatMap(Optional::stream);
    var shards = specs.collect(toImmutableList());
    int most = shards.stream().mapToInt(ShardSpec::count).max().orElse(0);
    boolean all =
        shards.stream()
            .allMatch(shard -> shard.count() == Math.min(most, records.count(shard.split())));
    return all && shards.size() == files.size() ? Optional.of(most) : Optional.empty();
  }
}
