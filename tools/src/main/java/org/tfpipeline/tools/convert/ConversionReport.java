package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/**
 * What a conversion did.
 *
 * @param written whether the data set was written; if not, the refusals are why
 * @param images how many the collection has, refused ones included
 * @param content what the records hold
 * @param splits what was written
 * @param refusals images that were left out, or stood in the way
 * @param remarks what is otherwise than in the annotations
 * @param passedOver files that are no images, or that nothing names
 */
public record ConversionReport(
    boolean written,
    long images,
    RecordContent content,
    ImmutableList<SplitInfo> splits,
    ImmutableList<Refusal> refusals,
    ImmutableList<Remark> remarks,
    ImmutableList<String> passedOver) {
  /** Names of the classes, label 0 first. */
  public ImmutableList<String> classes() {
    return content.classes();
  }
}
