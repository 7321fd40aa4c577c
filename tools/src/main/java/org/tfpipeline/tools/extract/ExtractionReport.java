package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;

/**
 * What was extracted.
 *
 * @param images how many
 * @param objects how many boxes they have
 * @param masks how many masks of whole images there are
 * @param wayBack the arguments of {@code tfpipeline} that make the same records of the files
 */
public record ExtractionReport(
    long images, long objects, long masks, ImmutableList<String> wayBack) {}
