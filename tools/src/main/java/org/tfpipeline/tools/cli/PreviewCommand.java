package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.pipeline.input.DrawnImages;
import org.tfpipeline.pipeline.input.InputPreview;
import org.tfpipeline.tools.preview.CropSheet;
import org.tfpipeline.tools.preview.ParametersFile;

/** {@code tfpipeline preview}: what training with the same flags gets first. */
final class PreviewCommand implements Command {

  private static final int IMAGES = 8;

  /** A page with more is too large for viewers. */
  private static final int MOST_IMAGES = 128;

  @Option(name = "--output", metaVar = "FILE.png", required = true, usage = "the sheet to draw")
  private String output;

  @Option(
      name = "--images",
      metaVar = "N",
      usage = "how many images to show (default: " + IMAGES + ")")
  private int images = IMAGES;

  @Option(
      name = "--parameters",
      metaVar = "FILE.json",
      usage = "write what was drawn for each crop, too: box, flip, colours, place on the sheet")
  private String parameters;

  @Option(name = "--force", usage = "replace files that are there")
  private boolean force;

  private final DataFlag dataFlag = new DataFlag();
  private final ConfigurationFlags configurationFlags = new ConfigurationFlags();
  private final ShippedConfigurations shipped;

  PreviewCommand(ShippedConfigurations shipped) {
    this.shipped = shipped;
  }

  @Override
  public ImmutableList<Object> sharedFlags() {
    return ImmutableList.of(dataFlag, configurationFlags);
  }

  @Override
  public int run(Console console) throws Exception {
    if (images < 1 || images > MOST_IMAGES) {
      throw new UsageException("--images %d must be from 1 to %d".formatted(images, MOST_IMAGES));
    }
    var file = new SheetFile("--output", LocalPaths.parse("--output", output));
    Optional<Path> json =
        Optional.ofNullable(parameters).map(path -> LocalPaths.parse("--parameters", path));
    if (json.isPresent() && isSame(json.get(), file.file())) {
      throw new UsageException("--output and --parameters name the same file");
    }
    var configuration = configurationFlags.load(shipped, dataFlag.settings());
    file.checkPlace(force);
    if (json.isPresent()) {
      SheetFile.checkPlace("--parameters", json.get(), force);
    }
    var config = configuration.resolve();
    var drawn = draw(configuration, console.verbose());
    var sheet = new CropSheet(drawn.images());
    sheet.save(file.file());
    file.warnIfBare(sheet.isLettered(), console);
    console.out().printf("Drew %,d images on %s%n", drawn.images().size(), output);
    if (drawn.skipped() > 0) {
      console
          .err()
          .printf(
              "Warning: %,d bad images were skipped; others of their batches stand for them, as in training.%n",
              drawn.skipped());
    }
    if (json.isPresent()) {
      ParametersFile.write(json.get(), config.seed(), drawn, sheet);
      console.out().printf("Wrote their parameters to %s%n", parameters);
    }
    return 0;
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private DrawnImages draw(Configuration configuration, boolean verbose) throws Exception {
    var config = configuration.resolve();
    var source = config.data().source();
    try (var preview =
        InputPreview.open(
            images,
            config.data(),
            config.crops(),
            config.seed(),
            source.countRecords(),
            SessionConfig.of(configuration.device(), verbose))) {
      return preview.first();
    }
  }
}
