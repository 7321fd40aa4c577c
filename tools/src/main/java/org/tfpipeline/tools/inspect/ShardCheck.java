package org.tfpipeline.tools.inspect;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.tfpipeline.tfrecords.ShardSpec;

/** Finds the shards that the names of the others promise. */
final class ShardCheck {

  private ShardCheck() {}

  /** Returns one sentence for each split of which files are missing beside {@code files}. */
  static ImmutableList<String> missing(ImmutableList<Path> files) {
    var sets = new LinkedHashSet<Path>();
    for (Path file : files) {
      shard(file)
          .map(spec -> new ShardSpec(spec.name(), spec.split(), 0, spec.count()))
          .ifPresent(first -> sets.add(file.resolveSibling(first.fileName())));
    }
    return sets.stream()
        .map(ShardCheck::missing)
        .flatMap(Optional::stream)
        .collect(toImmutableList());
  }

  static Optional<ShardSpec> shard(Path file) {
    return ShardSpec.parse(file.getFileName().toString());
  }

  private static Optional<String> missing(Path first) {
    ShardSpec spec = shard(first).orElseThrow();
    var absent =
        ShardSpec.all(spec.name(), spec.split(), spec.count()).stream()
            .map(ShardSpec::fileName)
            .filter(name -> !Files.exists(first.resolveSibling(name)))
            .toList();
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d of %d shards are missing, the first is %s; copy them here too"
                .formatted(absent.size(), spec.count(), first.resolveSibling(absent.get(0))));
  }
}
