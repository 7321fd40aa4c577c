package org.tfpipeline.tools.inspect;

import com.google.common.collect.ImmutableList;

/**
 * What an inspection found.
 *
 * @param files one entry a file, in order
 * @param features one entry a feature, by name
 * @param classes one entry a class label, by number
 * @param annotations boxes, masks and the classes of objects
 * @param widths of images, pixels, from {@code image/width}
 * @param heights of images, pixels, from {@code image/height}
 * @param faults one sentence a fault; for each file, only its first
 */
public record InspectionReport(
    ImmutableList<FileReport> files,
    ImmutableList<FeatureSummary> features,
    ImmutableList<ClassCount> classes,
    AnnotationSummary annotations,
    Range widths,
    Range heights,
    ImmutableList<String> faults) {

  /** Intact records of all files. */
  public long records() {
    return files.stream().mapToLong(FileReport::records).sum();
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(FileReport::bytes).sum();
  }
}
