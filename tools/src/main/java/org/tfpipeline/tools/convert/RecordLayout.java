package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableMap;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/**
 * What all records of a data set have in common.
 *
 * @param content for the manifest
 * @param labels the classes by name
 */
record RecordLayout(RecordContent content, ImmutableMap<String, ClassLabel> labels) {

  static RecordLayout of(RecordContent content) {
    var labels = ImmutableMap.<String, ClassLabel>builder();
    for (int i = 0; i < content.classes().size(); i++) {
      labels.put(content.classes().get(i), new ClassLabel(i, content.classes().get(i)));
    }
    return new RecordLayout(content, labels.buildOrThrow());
  }
}
