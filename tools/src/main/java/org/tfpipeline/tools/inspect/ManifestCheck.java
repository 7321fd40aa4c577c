package org.tfpipeline.tools.inspect;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tfpipeline.tfrecords.ShardSpec;

/**
 * Compares the records that were counted with the manifest beside the files. It finds what
 * checksums cannot: a file that ends early between two records.
 */
final class ManifestCheck {

  private static final String MANIFEST = "dataset_info.json";

  private ManifestCheck() {}

  /** Returns one sentence for each file that has other than the promised number of records. */
  static ImmutableList<String> differences(List<FileReport> reports) throws IOException {
    var faults = ImmutableList.<String>builder();
    var manifests = new HashMap<Path, Map<String, Long>>();
    for (FileReport report : reports) {
      Path manifest = report.file().resolveSibling(MANIFEST);
      if (!manifests.containsKey(manifest)) {
        manifests.put(manifest, read(manifest, faults));
      }
      String name = report.file().getFileName().toString();
      long promised = manifests.get(manifest).getOrDefault(name, report.records());
      if (promised != report.records()) {
        faults.add(
            "%s has %d readable records, %s says %d; copy the file again from its source or write it anew"
                .formatted(report.file(), report.records(), MANIFEST, promised));
      }
    }
    return faults.build();
  }

  /** Returns the number of records by file name; nothing if there is no manifest. */
  private static Map<String, Long> read(Path manifest, ImmutableList.Builder<String> faults)
      throws IOException {
    var lengths = new HashMap<String, Long>();
    if (!Files.exists(manifest)) {
      return lengths;
    }
    try {
      var info = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
      String name = info.get("name").getAsString();
      for (JsonElement split : info.getAsJsonArray("splits")) {
        addSplit(name, split, lengths);
      }
    } catch (CharacterCodingException | RuntimeException e) {
      // What is not there, of another type or out of range: Gson and the shards have an exception
      // for each.
      faults.add(
          "%s is no manifest of TensorFlow Datasets; write the data set anew".formatted(manifest));
    }
    return lengths;
  }

  private static void addSplit(String name, JsonElement element, Map<String, Long> lengths) {
    var split = element.getAsJsonObject();
    var counts = split.getAsJsonArray("shardLengths");
    var shards = ShardSpec.all(name, split.get("name").getAsString(), counts.size());
    for (ShardSpec shard : shards) {
      lengths.put(shard.fileName(), counts.get(shard.index()).getAsLong());
    }
  }
}
