package org.tfpipeline.tfrecords.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Features in the JSON form of TensorFlow Datasets, in which a slash in a name is a level. */
final class FeatureTree {

  private static final String PACKAGE = "tensorflow_datasets.core.features.";

  private final JsonObject entries = new JsonObject();

  /** Adds a feature; keep those of one folder together. */
  FeatureTree add(String name, JsonObject feature) {
    JsonObject level = entries;
    String rest = name;
    for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
      String folder = rest.substring(0, slash);
      if (!level.has(folder)) {
        level.add(folder, dictionary(new JsonObject()));
      }
      level = entries(level.getAsJsonObject(folder));
      rest = rest.substring(slash + 1);
    }
    level.add(rest, feature);
    return this;
  }

  JsonObject toJson() {
    return dictionary(entries);
  }

  private static JsonObject entries(JsonObject dictionary) {
    return dictionary.getAsJsonObject("featuresDict").getAsJsonObject("features");
  }

  private static JsonObject dictionary(JsonObject entries) {
    var content = new JsonObject();
    content.add("features", entries);
    return feature("featuresDict", content, "features_dict.FeaturesDict");
  }

  /** Pixels, which readers decode. */
  static JsonObject image(int channels, String type) {
    return feature("image", imageContent(channels, type), "image_feature.Image");
  }

  /** A single-channel image whose values are numbers of classes. */
  static JsonObject labeledImage(int classes) {
    var label = new JsonObject();
    label.addProperty("numClasses", Integer.toString(classes));
    var content = imageContent(1, "uint8");
    content.add("label", label);
    content.addProperty("useColormap", true);
    return feature("image", content, "labeled_image.LabeledImage");
  }

  private static JsonObject imageContent(int channels, String type) {
    var content = new JsonObject();
    content.addProperty("dtype", type);
    content.add("shape", shape(-1, -1, channels));
    return content;
  }

  static JsonObject classLabel(int classes) {
    var content = new JsonObject();
    content.addProperty("numClasses", Integer.toString(classes));
    return feature("classLabel", content, "class_label_feature.ClassLabel");
  }

  static JsonObject text() {
    return feature("text", new JsonObject(), "text_feature.Text");
  }

  static JsonObject scalar(String type) {
    return feature("tensor", tensorContent(type, new JsonObject()), "scalar.Scalar");
  }

  /** Any number of values. */
  static JsonObject list(String type) {
    return feature("tensor", tensorContent(type, shape(-1)), "tensor_feature.Tensor");
  }

  /** Any number of a feature that is more than a number. */
  static JsonObject listOf(JsonObject feature) {
    var content = new JsonObject();
    content.add("feature", feature);
    content.addProperty("length", "-1");
    return feature("sequence", content, "sequence_feature.Sequence");
  }

  private static JsonObject tensorContent(String type, JsonObject shape) {
    var content = new JsonObject();
    content.addProperty("dtype", type);
    content.addProperty("encoding", "none");
    content.add("shape", shape);
    return content;
  }

  /** The JSON form of protocol buffers writes 64-bit numbers as strings. */
  private static JsonObject shape(int... sizes) {
    var dimensions = new JsonArray();
    for (int size : sizes) {
      dimensions.add(Integer.toString(size));
    }
    var shape = new JsonObject();
    shape.add("dimensions", dimensions);
    return shape;
  }

  private static JsonObject feature(String kind, JsonObject content, String pythonClass) {
    var feature = new JsonObject();
    feature.add(kind, content);
    feature.addProperty("pythonClassName", PACKAGE + pythonClass);
    return feature;
  }
}
