package org.tfpipeline.tools.inspect;

import java.util.TreeSet;
import org.tensorflow.proto.Feature;

/** Gathers one feature's values over records. */
final class FeatureTally {

  private final TreeSet<String> types = new TreeSet<>();
  private final String example;
  private long records;
  private int fewest = Integer.MAX_VALUE;
  private int most;

  /** Starts with the first record's value as example; {@link #add} it too. */
  FeatureTally(Feature first) {
    example = FeatureValue.describe(first);
  }

  void add(Feature feature) {
    types.add(FeatureValue.type(feature));
    records++;
    int count = FeatureValue.count(feature);
    fewest = Math.min(fewest, count);
    most = Math.max(most, count);
  }

  FeatureSummary summary(String name) {
    return new FeatureSummary(name, String.join("/", types), records, fewest, most, example);
  }
}
