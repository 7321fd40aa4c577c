package org.tfpipeline.tfrecords.manifest;

import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The manifest of a data set of images.
 *
 * @param name of the data set
 * @param content what its records hold
 * @param splits the splits, in order
 */
public record ImageManifest(String name, RecordContent content, ImmutableList<SplitInfo> splits) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Writes the files of the manifest into a folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("dataset_info.json"), GSON.toJson(info()) + "\n");
    Files.writeString(folder.resolve("features.json"), GSON.toJson(content.features()) + "\n");
    if (!content.classes().isEmpty()) {
      Files.writeString(
          folder.resolve(content.labelsFile()), String.join("\n", content.classes()) + "\n");
    }
  }

  private JsonObject info() {
    var list = new JsonArray();
    splits.stream().map(ImageManifest::split).forEach(list::add);
    var info = new JsonObject();
    info.addProperty("fileFormat", "tfrecord");
    info.addProperty("name", name);
    info.add("splits", list);
    info.addProperty("version", "1.0.0");
    return info;
  }

  private static JsonObject split(SplitInfo split) {
    // The JSON form of protocol buffers writes 64-bit numbers as strings.
    var lengths = new JsonArray();
    split.shardLengths().forEach(length -> lengths.add(length.toString()));
    var json = new JsonObject();
    json.addProperty("filepathTemplate", "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}");
    json.addProperty("name", split.name());
    json.addProperty("numBytes", Long.toString(split.bytes()));
    json.add("shardLengths", lengths);
    return json;
  }
}
