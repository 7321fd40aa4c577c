package org.tfpipeline.tools.inspect;

/**
 * How often a class occurs.
 *
 * @param label its number
 * @param text its name, empty if the records name none
 * @param count its images
 */
public record ClassCount(long label, String text, long count) {}
