package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to convert, and into what.
 *
 * @param source the collection
 * @param output the folder to appear
 * @param name of the data set
 * @param split how to divide it; absent: as its folders or lists say, or all into {@code train}
 * @param shardSize how many files a split becomes
 * @param maxPixels images with more are refused
 * @param skipBad whether to leave out images that are refused, instead of stopping
 * @param force whether to replace a data set that is there
 * @param seed of splits and order
 */
public record ConversionOptions(
    CollectionSource source,
    Path output,
    String name,
    Optional<SplitChoice> split,
    ShardSize shardSize,
    long maxPixels,
    boolean skipBad,
    boolean force,
    long seed) {

  /** The folder or file of the collection. */
  Path input() {
    return source.input();
  }
}
