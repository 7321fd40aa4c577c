package org.tfpipeline.tools.convert;

import com.google.common.primitives.Ints;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tfpipeline.tfrecords.ShardSpec;

/** How many files a split is spread over: a number, or as many as a size makes. */
public sealed interface ShardSize {

  /** Shards of about 128 MB, large enough to read in one go, small enough to spread. */
  ShardSize DEFAULT = new Bytes(128L << 20);

  /**
   * Number of shards for a split; never more than it has records, since empty files help no one.
   */
  int shards(long records, long bytes);

  /** A fixed number. */
  record Count(int count) implements ShardSize {
    @Override
    public int shards(long records, long bytes) {
      return Ints.constrainToRange(Ints.saturatedCast(records), 1, count);
    }
  }

  /** As many as it takes to have at most about this many bytes in each. */
  record Bytes(long size) implements ShardSize {
    @Override
    public int shards(long records, long bytes) {
      long needed = Math.min((bytes + size - 1) / size, records);
      return Ints.constrainToRange(Ints.saturatedCast(needed), 1, ShardSpec.MOST_SHARDS);
    }
  }

  /** Reads the value of {@code --shards}. */
  static ShardSize parseCount(String value) throws OptionException {
    Integer count = Ints.tryParse(value);
    if (count == null || count < 1 || count > ShardSpec.MOST_SHARDS) {
      throw new OptionException(
          "--shards %s is not a number from 1 to %d".formatted(value, ShardSpec.MOST_SHARDS));
    }
    return new Count(count);
  }

  /** Reads the value of {@code --shard-size}: 512KB, 128MB, 1GB, in powers of 1024. */
  static ShardSize parseBytes(String value) throws OptionException {
    var matcher =
        Pattern.compile("([1-9][0-9]{0,8})(KB|MB|GB)").matcher(value.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new OptionException(
          "--shard-size %s is not a size such as 512KB, 128MB or 1GB".formatted(value));
    }
    int shift =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return new Bytes(Long.parseLong(matcher.group(1)) << shift);
  }
}
