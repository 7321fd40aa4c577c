package org.tfpipeline.tools.convert;

/**
 * Something about an image that is converted, but not quite as its annotation has it.
 *
 * @param name of the file it is about, below the collection's folder
 * @param text what was found and done, to be read after the name
 */
public record Remark(String name, String text) {}
