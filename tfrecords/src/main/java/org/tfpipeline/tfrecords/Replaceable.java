package org.tfpipeline.tfrecords;

import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * What an output folder may hold and still be replaced. Anything else in it is someone's work.
 *
 * @param name what such a folder is, with its article, for messages
 * @param includes whether an entry of the folder is part of that
 */
public record Replaceable(String name, Predicate<Path> includes) {}
