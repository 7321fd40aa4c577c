package org.tfpipeline.tools.inspect;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Puts a report into JSON. */
public final class JsonReport {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonReport() {}

  /** Returns one JSON object. */
  public static String of(InspectionReport report) {
    var json = new JsonObject();
    json.addProperty("ok", report.faults().isEmpty());
    json.addProperty("records", report.records());
    json.addProperty("bytes", report.bytes());
    json.add("files", files(report));
    json.add("features", features(report));
    json.add("width", range(report.widths()));
    json.add("height", range(report.heights()));
    json.add("classes", classes(report));
    json.add("objects", objects(report.annotations()));
    json.addProperty("segmentation_masks", report.annotations().segmentationMasks());
    var faults = new JsonArray();
    report.faults().forEach(faults::add);
    json.add("faults", faults);
    return GSON.toJson(json);
  }

  private static JsonArray files(InspectionReport report) {
    var files = new JsonArray();
    for (FileReport file : report.files()) {
      var json = new JsonObject();
      json.addProperty("file", file.file().toString());
      json.addProperty("compression", file.compression().map(Enum::name).orElse(null));
      json.addProperty("bytes", file.bytes());
      json.addProperty("records", file.records());
      files.add(json);
    }
    return files;
  }

  private static JsonArray features(InspectionReport report) {
    var features = new JsonArray();
    for (FeatureSummary feature : report.features()) {
      var json = new JsonObject();
      json.addProperty("name", feature.name());
      json.addProperty("type", feature.type());
      json.addProperty("records", feature.records());
      json.addProperty("fewest_values", feature.fewestValues());
      json.addProperty("most_values", feature.mostValues());
      json.addProperty("example", feature.example());
      features.add(json);
    }
    return features;
  }

  private static JsonObject range(Range range) {
    var json = new JsonObject();
    json.addProperty("count", range.count());
    json.addProperty("smallest", range.smallest());
    json.addProperty("median", range.median());
    json.addProperty("largest", range.largest());
    return json;
  }

  private static JsonArray classes(InspectionReport report) {
    var classes = new JsonArray();
    for (ClassCount entry : report.classes()) {
      var json = new JsonObject();
      json.addProperty("label", entry.label());
      json.addProperty("text", entry.text());
      json.addProperty("count", entry.count());
      classes.add(json);
    }
    return classes;
  }

  private static JsonObject objects(AnnotationSummary annotations) {
    var classes = new JsonArray();
    for (ObjectCount entry : annotations.classes()) {
      var json = new JsonObject();
      json.addProperty("label", entry.label());
      json.addProperty("text", entry.text());
      json.addProperty("count", entry.count());
      json.addProperty("difficult", entry.difficult());
      json.addProperty("crowd", entry.crowd());
      classes.add(json);
    }
    var objects = new JsonObject();
    objects.addProperty("boxes", annotations.boxes());
    objects.addProperty("masks", annotations.objectMasks());
    objects.addProperty("images_without", annotations.imagesWithoutObjects());
    objects.add("classes", classes);
    return objects;
  }
}
