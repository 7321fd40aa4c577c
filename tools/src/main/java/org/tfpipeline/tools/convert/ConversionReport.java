package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/**
 * What a conversion did.
 *
 * @param written whether the data set was written; if not, the refusals are why
 * @param images how many the collection has, refused ones included
 * @param classes names of the classes, label 0 first
 * @param splits what was written
 * @param treatments how the records' bytes came about, one for each image that was not refused
 * @param refusals images that were left out, or stood in the way
 * @param passedOver files that are images neither by name nor by content
 */
public record ConversionReport(
    boolean written,
    long images,
    ImmutableList<String> classes,
    ImmutableList<SplitInfo> splits,
    ImmutableMultiset<Treatment> treatments,
    ImmutableList<Refusal> refusals,
    ImmutableList<String> passedOver) {}
