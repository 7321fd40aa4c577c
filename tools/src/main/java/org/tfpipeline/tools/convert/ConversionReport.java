package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/**
 * What a conversion did.
 *
 * @param written whether the data set was written; if not, the refusals are why
 * @param images how many the collection has, refused ones included
 * @param content what the records hold
 * @param splits what was written
 * @param treatments how the records' bytes came about, one for each image that was not refused
 * @param refusals images that were left out, or stood in the way
 * @param remarks what is otherwise than in the annotations
 * @param unnamed images that neither a list nor an annotation names, where these tell what counts
 * @param passedOver files that are no images
 */
public record ConversionReport(
    boolean written,
    long images,
    RecordContent content,
    ImmutableList<SplitInfo> splits,
    ImmutableMultiset<Treatment> treatments,
    ImmutableList<Refusal> refusals,
    ImmutableList<Remark> remarks,
    ImmutableList<String> unnamed,
    ImmutableList<String> passedOver) {
  /** Names of the classes, label 0 first. */
  public ImmutableList<String> classes() {
    return content.classes();
  }
}
