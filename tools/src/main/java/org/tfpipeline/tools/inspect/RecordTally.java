package org.tfpipeline.tools.inspect;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.TreeMultiset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Gathers what a summary says of records, one record at a time. */
final class RecordTally {

  private final Map<String, FeatureTally> features = new TreeMap<>();
  private final TreeMultiset<Long> labels = TreeMultiset.create();
  private final Map<Long, String> labelTexts = new TreeMap<>();
  private final AnnotationTally annotations = new AnnotationTally();
  private final TreeMultiset<Long> widths = TreeMultiset.create();
  private final TreeMultiset<Long> heights = TreeMultiset.create();

  void add(Example example) {
    Map<String, Feature> record = example.getFeatures().getFeatureMap();
    record.forEach(
        (name, feature) ->
            features.computeIfAbsent(name, absent -> new FeatureTally(feature)).add(feature));
    annotations.add(record);
    number(record, ImageExample.WIDTH).ifPresent(widths::add);
    number(record, ImageExample.HEIGHT).ifPresent(heights::add);
    number(record, ImageExample.LABEL)
        .ifPresent(
            label -> {
              labels.add(label);
              labelTexts.putIfAbsent(label, text(record));
            });
  }

  private static Optional<Long> number(Map<String, Feature> record, String name) {
    return feature(record, name).getInt64List().getValueList().stream().findFirst();
  }

  private static String text(Map<String, Feature> record) {
    var values = feature(record, ImageExample.TEXT).getBytesList().getValueList();
    return values.isEmpty() ? "" : values.get(0).toStringUtf8();
  }

  private static Feature feature(Map<String, Feature> record, String name) {
    return record.getOrDefault(name, Feature.getDefaultInstance());
  }

  ImmutableList<FeatureSummary> features() {
    return features.entrySet().stream()
        .map(entry -> entry.getValue().summary(entry.getKey()))
        .collect(toImmutableList());
  }

  ImmutableList<ClassCount> classes() {
    return labels.entrySet().stream()
        .map(
            entry ->
                new ClassCount(
                    entry.getElement(), labelTexts.get(entry.getElement()), entry.getCount()))
        .collect(toImmutableList());
  }

  AnnotationSummary annotations() {
    return annotations.summary();
  }

  Range widths() {
    return Range.of(widths);
  }

  Range heights() {
    return Range.of(heights);
  }
}
