package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What to convert, and into what.
 *
 * @param format how the collection lies on the disk
 * @param input its folder
 * @param output the folder to appear
 * @param name of the data set
 * @param split how to divide it; absent: as its folders say, or all into {@code train}
 * @param shardSize how many files a split becomes
 * @param maxPixels images with more are refused
 * @param decode whether to decode images that go into records as they are; others always are
 * @param skipBad whether to leave out images that are refused, instead of stopping
 * @param force whether to replace a data set that is there
 * @param seed of splits and order
 */
public record ConversionOptions(
    CollectionFormat format,
    Path input,
    Path output,
    String name,
    Optional<SplitFractions> split,
    ShardSize shardSize,
    long maxPixels,
    boolean decode,
    boolean skipBad,
    boolean force,
    long seed) {}
