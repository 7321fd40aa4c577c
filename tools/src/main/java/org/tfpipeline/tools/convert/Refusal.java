package org.tfpipeline.tools.convert;

/**
 * An image that is not converted.
 *
 * @param name its path below the collection's folder
 * @param reason what is wrong, to be read after the name: "is empty"
 */
public record Refusal(String name, String reason) implements ImageCheck.Outcome {}
