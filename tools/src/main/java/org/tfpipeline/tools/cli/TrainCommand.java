package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.config.Setting;
import org.tfpipeline.pipeline.train.RunConfig;

/** {@code tfpipeline train}: flags to a resolved run, and on to the trainer. */
final class TrainCommand implements Command {

  @Option(
      name = "--data",
      metaVar = "PATH",
      usage = "TFRecords: a file, a quoted pattern or a folder (default: the configuration's)")
  private String data;

  @Option(
      name = "--output",
      metaVar = "DIR",
      usage = "where the run goes, or goes on if it is there (default: runs/NAME)")
  private String output;

  @Option(
      name = "--steps",
      metaVar = "N",
      usage = "length of the run in steps",
      forbids = "--epochs")
  private String steps;

  @Option(name = "--epochs", metaVar = "N", usage = "length of the run in passes over the data")
  private String epochs;

  @Option(name = "--init-from", metaVar = "DIR", usage = "checkpoint to start from (not built yet)")
  private String initFrom;

  @Option(name = "--max-time", metaVar = "2h", usage = "stop after this time (not built yet)")
  private String maxTime;

  @Option(name = "--print-config", usage = "print the resolved configuration and do nothing else")
  private boolean printConfig;

  private final ConfigurationFlags configurationFlags = new ConfigurationFlags();
  private final ShippedConfigurations shipped;

  TrainCommand(ShippedConfigurations shipped) {
    this.shipped = shipped;
  }

  @Override
  public ImmutableList<Object> sharedFlags() {
    return ImmutableList.of(configurationFlags);
  }

  @Override
  public int run(Console console) throws Exception {
    refuse("--init-from", initFrom);
    refuse("--max-time", maxTime);
    var configuration = configurationFlags.load(shipped, settings());
    if (printConfig) {
      console.out().print(configuration.toText());
      return 0;
    }
    Path folder =
        output == null
            ? Path.of("runs", configuration.name())
            : LocalPaths.parse("--output", output);
    RunConfig run = configuration.resolve();
    // The trainer takes over here.
    throw new NotBuiltException(
        "training %s into %s on %s".formatted(run.name(), folder, configuration.device()));
  }

  private ImmutableList<Setting> settings() {
    var settings = ImmutableList.<Setting>builder();
    if (data != null) {
      settings.add(new Setting("--data " + data, "data.path", data));
    }
    if (steps != null) {
      settings.add(new Setting("--steps " + steps, "schedule.steps", steps));
    }
    if (epochs != null) {
      settings.add(new Setting("--epochs " + epochs, "schedule.epochs", epochs));
    }
    return settings.build();
  }

  private static void refuse(String flag, String value) {
    if (value != null) {
      throw new NotBuiltException(flag);
    }
  }
}
