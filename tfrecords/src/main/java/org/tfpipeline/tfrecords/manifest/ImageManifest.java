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
 * The manifest of a set of {@link org.tfpipeline.tfrecords.schema.ImageExample} records.
 *
 * @param name of the data set
 * @param classes names of the classes, label 0 first; empty if the images have no classes
 * @param splits the splits, in order
 */
public record ImageManifest(
    String name, ImmutableList<String> classes, ImmutableList<SplitInfo> splits) {

  /** One class a line; TensorFlow Datasets wants this name for {@code image/class/label}. */
  public static final String LABELS_FILE = "image-class-label.labels.txt";

  private static final String FEATURES = "tensorflow_datasets.core.features.";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Writes the files of the manifest into a folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("dataset_info.json"), GSON.toJson(info()) + "\n");
    Files.writeString(folder.resolve("features.json"), GSON.toJson(features()) + "\n");
    if (!classes.isEmpty()) {
      Files.writeString(folder.resolve(LABELS_FILE), String.join("\n", classes) + "\n");
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

  /** A slash in a feature's name is a level of nesting here. */
  private JsonObject features() {
    var image = new JsonObject();
    if (!classes.isEmpty()) {
      var label = new JsonObject();
      label.add("label", classLabel());
      label.add("text", text());
      image.add("class", dictionary(label));
    }
    image.add("encoded", encodedImage());
    image.add("filename", text());
    image.add("format", text());
    image.add("height", int64());
    image.add("width", int64());
    var root = new JsonObject();
    root.add("image", dictionary(image));
    return dictionary(root);
  }

  private static JsonObject dictionary(JsonObject entries) {
    var content = new JsonObject();
    content.add("features", entries);
    return feature("featuresDict", content, "features_dict.FeaturesDict");
  }

  private static JsonObject encodedImage() {
    var dimensions = new JsonArray();
    for (String size : new String[] {"-1", "-1", "3"}) {
      dimensions.add(size);
    }
    var shape = new JsonObject();
    shape.add("dimensions", dimensions);
    var content = new JsonObject();
    content.addProperty("dtype", "uint8");
    content.add("shape", shape);
    return feature("image", content, "image_feature.Image");
  }

  private JsonObject classLabel() {
    var content = new JsonObject();
    content.addProperty("numClasses", Integer.toString(classes.size()));
    return feature("classLabel", content, "class_label_feature.ClassLabel");
  }

  private static JsonObject text() {
    return feature("text", new JsonObject(), "text_feature.Text");
  }

  private static JsonObject int64() {
    var content = new JsonObject();
    content.addProperty("dtype", "int64");
    content.addProperty("encoding", "none");
    content.add("shape", new JsonObject());
    return feature("tensor", content, "scalar.Scalar");
  }

  private static JsonObject feature(String kind, JsonObject content, String pythonClass) {
    var feature = new JsonObject();
    feature.add(kind, content);
    feature.addProperty("pythonClassName", FEATURES + pythonClass);
    return feature;
  }
}
