package org.tfpipeline.tfrecords;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of the files that a split of a data set is spread over, named {@code
 * NAME-SPLIT.tfrecord-00000-of-00016} as TensorFlow Datasets does.
 *
 * @param name of the data set
 * @param split such as {@code train}; letters, digits and underscores
 * @param index zero-based number of this file
 * @param count number of files of the split
 */
public record ShardSpec(String name, String split, int index, int count) {

  /** What data sets and splits may be called, so that TensorFlow Datasets finds them. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** The most files a split may have: their numbers have five digits. */
  public static final int MOST_SHARDS = 99_999;

  private static final Pattern FILE_NAME =
      Pattern.compile("(.+)-(\\w+)\\.tfrecord-(\\d{5})-of-(\\d{5})");

  /** Refuses an index outside the count. */
  public ShardSpec {
    checkArgument(count >= 1 && count <= MOST_SHARDS, "%s shards", count);
    checkArgument(index >= 0 && index < count, "shard %s of %s", index, count);
  }

  /** All files of a split, in order. */
  public static ImmutableList<ShardSpec> all(String name, String split, int count) {
    return IntStream.range(0, count)
        .mapToObj(index -> new ShardSpec(name, split, index, count))
        .collect(ImmutableList.toImmutableList());
  }

  /** Reads a file name; empty if it is not that of a shard. */
  public static Optional<ShardSpec> parse(String fileName) {
    var matcher = FILE_NAME.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int index = Integer.parseInt(matcher.group(3));
    int count = Integer.parseInt(matcher.group(4));
    return index < count
        ? Optional.of(new ShardSpec(matcher.group(1), matcher.group(2), index, count))
        : Optional.empty();
  }

  /** The name of the file, without a folder. */
  public String fileName() {
    return String.format(Locale.ROOT, "%s-%s.tfrecord-%05d-of-%05d", name, split, index, count);
  }
}
