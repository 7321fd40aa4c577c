package org.tfpipeline.tools.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.CollectionSource;
import org.tfpipeline.tools.convert.Conversion;
import org.tfpipeline.tools.convert.ConversionOptions;
import org.tfpipeline.tools.convert.ConversionReport;
import org.tfpipeline.tools.convert.ConversionReports;
import org.tfpipeline.tools.convert.DataSetName;
import org.tfpipeline.tools.convert.OptionException;
import org.tfpipeline.tools.convert.Pictures;
import org.tfpipeline.tools.convert.ShardSize;
import org.tfpipeline.tools.convert.SplitChoice;

/** {@code tfpipeline convert}: turns an image collection into sharded TFRecords. */
final class ConvertCommand implements Command {

  @Option(
      name = "--format",
      metaVar = CollectionFormat.VALUES,
      usage =
          "folder: CLASS/IMAGE or SPLIT/CLASS/IMAGE; flat: images without classes; voc: Pascal VOC;"
              + " coco: instances.json, or annotations/instances_SPLIT.json; masks: images/ and"
              + " masks/; davis: DAVIS; csv: lines of path,label")
  private String format;

  @Option(
      name = "--extract",
      usage = "go back: write the images of the TFRecords in --input, with boxes as COCO, as files")
  private boolean extract;

  @Option(
      name = "--input",
      required = true,
      metaVar = "PATH",
      usage = "folder of the images, or CSV file")
  private String input;

  @Option(name = "--output", required = true, metaVar = "DIR", usage = "folder to be made")
  private String output;

  @Option(
      name = "--name",
      metaVar = "NAME",
      usage = "of the data set (default: after the input folder)")
  private String name;

  @Option(
      name = "--split",
      metaVar = "SPLIT=FRACTION|FILE,…",
      usage =
          "such as train=0.9,validation=0.1, or train=train.txt,validation=val.txt with lists of"
              + " images or folders (default: the input's own splits or lists, or all in train)")
  private String split;

  @Option(
      name = "--labels",
      metaVar = "FILE",
      usage = "names of the classes, label 0 first (default: by name; masks: classes.txt)")
  private String labels;

  @Option(
      name = "--annotations",
      metaVar = "FILE",
      usage = "coco: the annotation file (default: in the input folder)")
  private String annotations;

  @Option(name = "--masks", metaVar = "NAME", usage = "masks: folder of the masks (default: masks)")
  private String masks = CollectionSource.MASKS;

  @Option(name = "--shards", metaVar = "N", forbids = "--shard-size", usage = "files of each split")
  private String shards;

  @Option(
      name = "--shard-size",
      metaVar = "SIZE",
      forbids = "--shards",
      usage = "bytes of a file at most, about (default: 128MB)")
  private String shardSize;

  @Option(
      name = "--max-pixels",
      metaVar = "N",
      usage = "refuse images with more pixels (default: " + Pictures.MOST_PIXELS + ")")
  private long maxPixels = Pictures.MOST_PIXELS;

  @Option(
      name = "--no-decode",
      usage = "check only headers and structure of JPEG and PNG, not that they decode")
  private boolean noDecode;

  @Option(name = "--skip-bad", usage = "leave out files that cannot be used, instead of stopping")
  private boolean skipBad;

  @Option(name = "--force", usage = "replace the data set in the output folder")
  private boolean force;

  @Option(name = "--seed", metaVar = "N", usage = "of the splits and the order (default: 0)")
  private long seed;

  @Option(name = "--json", usage = "print the report as JSON")
  private boolean json;

  @Override
  public int run(Console console) throws Exception {
    if (extract) {
      return new ExtractRun(console, json).run(input, LocalPaths.parse("--output", output));
    }
    ConversionOptions options = options();
    ConversionReport report;
    try (var progress = new PhaseBars(console)) {
      report = new Conversion(options, progress).run();
    }
    ConversionReports.printRefusals(report, options, console.err());
    if (json) {
      console.out().println(ConversionReports.json(report, options));
    } else if (report.written()) {
      ConversionReports.printSummary(report, options, console.out());
    }
    return report.written() ? 0 : 1;
  }

  private ConversionOptions options() {
    if (format == null) {
      throw new UsageException(
          "--format is missing; say how the input lies on the disk: " + CollectionFormat.VALUES);
    }
    Path source = LocalPaths.parse("--input", input);
    Path target = LocalPaths.parse("--output", output);
    if (maxPixels < 1) {
      throw new UsageException("--max-pixels %d must be above 0".formatted(maxPixels));
    }
    try {
      return new ConversionOptions(
          source(source),
          target,
          name == null ? DataSetName.after(source) : DataSetName.parse(name),
          split == null ? Optional.empty() : Optional.of(SplitChoice.parse(split)),
          size(),
          maxPixels,
          !noDecode,
          skipBad,
          force,
          seed);
    } catch (OptionException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private CollectionSource source(Path source) throws OptionException {
    var layout = CollectionFormat.parse(format);
    if (annotations != null && layout != CollectionFormat.COCO) {
      throw new UsageException("--annotations goes with --format coco only; leave it out");
    }
    if (!masks.equals(CollectionSource.MASKS) && layout != CollectionFormat.MASKS) {
      throw new UsageException("--masks goes with --format masks only; leave it out");
    }
    return new CollectionSource(
        layout, source, path("--annotations", annotations), path("--labels", labels), masks);
  }

  private static Optional<Path> path(String flag, String value) {
    return Optional.ofNullable(value).map(given -> LocalPaths.parse(flag, given));
  }

  private ShardSize size() throws OptionException {
    if (shards != null) {
      return ShardSize.parseCount(shards);
    }
    return shardSize == null ? ShardSize.DEFAULT : ShardSize.parseBytes(shardSize);
  }
}
