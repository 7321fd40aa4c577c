package org.tfpipeline.tools.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.kohsuke.args4j.Option;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ConversionReport;
import org.tfpipeline.tools.convert.ConversionReports;
import org.tfpipeline.tools.convert.DataSetName;
import org.tfpipeline.tools.convert.LocalPath;
import org.tfpipeline.tools.convert.OptionException;
import org.tfpipeline.tools.convert.ShardSize;
import org.tfpipeline.tools.convert.SplitFractions;

/** Turns an image collection into sharded TFRecords. */
final class ConvertCommand implements Command {

  /** Pillow's default for decompression bombs, which the ecosystem's tools share. */
  private static final long MOST_PIXELS = 89_478_485;

  private CollectionFormat format;
  private Path input;
  private Path output;
  private Optional<String> name = Optional.empty();
  private Optional<SplitFractions> split = Optional.empty();
  private ShardSize shardSize = ShardSize.DEFAULT;

  @Option(name = "--max-pixels", metaVar = "N", usage = "refuse images with more pixels")
  private long maxPixels = MOST_PIXELS;

  @Option(name = "--skip-bad", usage = "leave out files that cannot be used, instead of stopping")
  private boolean skipBad;

  @Option(name = "--force", usage = "replace the data set in the output folder")
  private boolean force;

  @Option(name = "--seed", metaVar = "N", usage = "of the splits and the order (default: 0)")
  private long seed;

  @Option(name = "--json", usage = "print the report as JSON")
  private boolean json;

  @Option(
      name = "--format",
      required = true,
      metaVar = "folder|flat",
      usage = "folder: CLASS/IMAGE or SPLIT/CLASS/IMAGE; flat: images without classes")
  void setFormat(String value) throws OptionException {
    format = CollectionFormat.parse(value);
  }

  @Option(name = "--input", required = true, metaVar = "PATH", usage = "folder of the images")
  void setInput(String value) throws OptionException {
    input = LocalPath.parse("--input", value);
  }

  @Option(name = "--output", required = true, metaVar = "DIR", usage = "folder to be made")
  void setOutput(String value) throws OptionException {
    output = LocalPath.parse("--output", value);
  }

  @Option(
      name = "--name",
      metaVar = "NAME",
      usage = "of the data set (default: after the input folder)")
  void setName(String value) throws OptionException {
    name = Optional.of(DataSetName.parse(value));
  }

  @Option(
      name = "--split",
      metaVar = "NAME=FRACTION,…",
      usage = "such as train=0.9,validation=0.1 (default: the input's own splits, or all in train)")
  void setSplit(String value) throws OptionException {
    split = Optional.of(SplitFractions.parse(value));
  }

  @Option(name = "--shards", metaVar = "N", forbids = "--shard-size", usage = "files of each split")
  void setShards(String value) throws OptionException {
    shardSize = ShardSize.parseCount(value);
  }

  @Option(
      name = "--shard-size",
      metaVar = "SIZE",
      forbids = "--shards",
      usage = "bytes of a file at most, about (default: 128MB)")
  void setShardSize(String value) throws OptionException {
    shardSize = ShardSize.parseBytes(value);
  }

  @Override
  public int run(Console console) throws Exception {
    String dataSet = name.orElseGet(() -> DataSetName.after(input));
    var options =
        new ConversionOptions(
            format, input, output, dataSet, split, shardSize, maxPixels, skipBad, force, seed);
    ConversionReport report = new Conversion(options, (phase, done, total) -> {}).run();
    ConversionReports.printRefusals(report, options, console.err());
    if (json) {
      console.out().println(ConversionReports.json(report, options));
    } else if (report.written()) {
      ConversionReports.printSummary(report, options, console.out());
    }
    return report.written() ? 0 : 1;
  }
}
