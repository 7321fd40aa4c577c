package org.tfpipeline.tools.extract;

/**
 * What was extracted.
 *
 * @param format the value of {@code convert --format} that reads the files again
 * @param images how many
 * @param objects how many boxes they have
 * @param masks how many masks of whole images there are
 */
public record ExtractionReport(String format, long images, long objects, long masks) {}
