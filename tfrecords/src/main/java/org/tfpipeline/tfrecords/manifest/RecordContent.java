package org.tfpipeline.tfrecords.manifest;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/** What the records of a data set hold. */
public sealed interface RecordContent {

  /** Names of the classes, number 0 first; empty if there are none, or they have no names. */
  ImmutableList<String> classes();

  /** The feature that holds numbers of classes. */
  String labelFeature();

  /** The features of one record, as {@code features.json} has them. */
  JsonObject features();

  /** The file of the classes' names, one a line, as TensorFlow Datasets wants it called. */
  default String labelsFile() {
    return labelFeature().replace('/', '-') + ".labels.txt";
  }

  /** {@link ImageExample}s, labelled if there are classes. */
  record Images(ImmutableList<String> classes) implements RecordContent {

    @Override
    public String labelFeature() {
      return ImageExample.LABEL;
    }

    @Override
    public JsonObject features() {
      var features = new FeatureTree();
      if (!classes.isEmpty()) {
        features
            .add(ImageExample.LABEL, FeatureTree.classLabel(classes.size()))
            .add(ImageExample.TEXT, FeatureTree.text());
      }
      return image(features).toJson();
    }
  }

  /**
   * {@link DetectionExample}s.
   *
   * @param masks whether the objects have masks
   */
  record Objects(ImmutableList<String> classes, boolean masks) implements RecordContent {

    @Override
    public String labelFeature() {
      return DetectionExample.OBJECT_LABEL;
    }

    @Override
    public JsonObject features() {
      var label = FeatureTree.classLabel(classes.size());
      var features =
          image(new FeatureTree())
              .add(DetectionExample.SOURCE_ID, FeatureTree.text())
              .add(DetectionExample.XMIN, FeatureTree.list("float32"))
              .add(DetectionExample.XMAX, FeatureTree.list("float32"))
              .add(DetectionExample.YMIN, FeatureTree.list("float32"))
              .add(DetectionExample.YMAX, FeatureTree.list("float32"))
              .add(DetectionExample.OBJECT_LABEL, FeatureTree.listOf(label))
              .add(DetectionExample.OBJECT_TEXT, FeatureTree.listOf(FeatureTree.text()))
              .add(DetectionExample.DIFFICULT, FeatureTree.list("int64"))
              .add(DetectionExample.CROWD, FeatureTree.list("int64"))
              .add(DetectionExample.AREA, FeatureTree.list("float32"));
      if (masks) {
        var mask = FeatureTree.image(1, "uint8");
        features.add(DetectionExample.MASK, FeatureTree.listOf(mask));
      }
      return features.toJson();
    }
  }

  /**
   * {@link SegmentationExample}s.
   *
   * @param wide whether masks have 16 bits a pixel instead of 8
   */
  record Masks(ImmutableList<String> classes, boolean wide) implements RecordContent {

    @Override
    public String labelFeature() {
      return SegmentationExample.MASK;
    }

    @Override
    public JsonObject features() {
      var mask =
          classes.isEmpty()
              ? FeatureTree.image(1, wide ? "uint16" : "uint8")
              : FeatureTree.labeledImage(classes.size());
      return image(new FeatureTree())
          .add(SegmentationExample.MASK, mask)
          .add(SegmentationExample.MASK_FORMAT, FeatureTree.text())
          .toJson();
    }
  }

  /** Adds what every record has. */
  private static FeatureTree image(FeatureTree features) {
    return features
        .add(ImageExample.ENCODED, FeatureTree.image(3, "uint8"))
        .add(ImageExample.FILENAME, FeatureTree.text())
        .add(ImageExample.FORMAT, FeatureTree.text())
        .add(ImageExample.HEIGHT, FeatureTree.scalar("int64"))
        .add(ImageExample.WIDTH, FeatureTree.scalar("int64"));
  }
}
