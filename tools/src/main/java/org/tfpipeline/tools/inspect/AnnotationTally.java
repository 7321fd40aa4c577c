package org.tfpipeline.tools.inspect;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.Feature;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/**
 * Counts boxes, masks and the classes of objects. Takes records as they are: lists may be absent or
 * of unequal lengths.
 */
final class AnnotationTally {

  private final Map<Long, ObjectCount> classes = new TreeMap<>();
  private long boxes;
  private long objectMasks;
  private long segmentationMasks;
  private long imagesWithoutObjects;

  void add(Map<String, Feature> record) {
    if (record.containsKey(DetectionExample.XMIN)) {
      int here = feature(record, DetectionExample.XMIN).getFloatList().getValueCount();
      boxes += here;
      imagesWithoutObjects += here == 0 ? 1 : 0;
    }
    objectMasks += feature(record, DetectionExample.MASK).getBytesList().getValueCount();
    segmentationMasks += feature(record, SegmentationExample.MASK).getBytesList().getValueCount();
    addClasses(record);
  }

  private void addClasses(Map<String, Feature> record) {
    List<Long> labels = int64s(record, DetectionExample.OBJECT_LABEL);
    List<ByteString> texts =
        feature(record, DetectionExample.OBJECT_TEXT).getBytesList().getValueList();
    List<Long> difficult = int64s(record, DetectionExample.DIFFICULT);
    List<Long> crowd = int64s(record, DetectionExample.CROWD);
    for (int i = 0; i < labels.size(); i++) {
      String text = i < texts.size() ? texts.get(i).toStringUtf8() : "";
      classes.put(
          labels.get(i),
          classes
              .getOrDefault(labels.get(i), new ObjectCount(labels.get(i), text, 0, 0, 0))
              .plus(isSet(difficult, i), isSet(crowd, i)));
    }
  }

  private static boolean isSet(List<Long> flags, int index) {
    return index < flags.size() && flags.get(index) != 0;
  }

  private static List<Long> int64s(Map<String, Feature> record, String name) {
    return feature(record, name).getInt64List().getValueList();
  }

  private static Feature feature(Map<String, Feature> record, String name) {
    return record.getOrDefault(name, Feature.getDefaultInstance());
  }

  AnnotationSummary summary() {
    return new AnnotationSummary(
        boxes,
        objectMasks,
        segmentationMasks,
        imagesWithoutObjects,
        ImmutableList.copyOf(classes.values()));
  }
}
