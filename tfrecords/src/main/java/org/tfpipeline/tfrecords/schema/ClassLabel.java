package org.tfpipeline.tfrecords.schema;

/**
 * The class of an image or object.
 *
 * @param index zero-based number, the line of the class in the labels file
 * @param text name of the class
 */
public record ClassLabel(long index, String text) {}
