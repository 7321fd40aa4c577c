package org.tfpipeline.tools.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.CollectionSource;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ShardSize;
import org.tfpipeline.tools.convert.SplitFractions;

/** Records to inspect. */
public final class ConvertedSet {

  private ConvertedSet() {}

  /** Converts a collection into one shard and returns the folder. */
  public static Path convert(Path collection, CollectionFormat format, Path output)
      throws IOException {
    var options =
        new ConversionOptions(
            new CollectionSource(format, collection),
            output,
            "sample",
            Optional.of(SplitFractions.TRAIN),
            new ShardSize.Count(1),
            1_000_000,
            true,
            false,
            false,
            0);
    new Conversion(options, (phase, done, total) -> {}).run();
    return output;
  }
}
