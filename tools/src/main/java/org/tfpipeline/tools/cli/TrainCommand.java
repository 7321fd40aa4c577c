package org.tfpipeline.tools.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kohsuke.args4j.Option;
import org.tensorflow.exceptions.TensorFlowException;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.ConfigurationException;
import org.tfpipeline.pipeline.config.Difference;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.config.Setting;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.pipeline.export.ModelExporter;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.export.SavedModelWriter;
import org.tfpipeline.pipeline.export.Taps;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;
import org.tfpipeline.pipeline.train.SoundCheckpoint;
import org.tfpipeline.pipeline.train.Trainer;
import org.tfpipeline.pipeline.train.TrainingResult;

/** {@code tfpipeline train}: flags to a resolved run, and on to the trainer. */
final class TrainCommand implements Command {

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

  @Option(
      name = "--init-from",
      metaVar = "DIR",
      usage = "a run or a checkpoint whose weights a new run starts from")
  private String initFrom;

  @Option(
      name = "--max-time",
      metaVar = "2h",
      usage = "after this time, finish the step, save a checkpoint and stop")
  private String maxTime;

  @Option(name = "--keep", metaVar = "N", usage = "how many checkpoints stay")
  private String keep;

  @Option(name = "--print-config", usage = "print the resolved configuration and do nothing else")
  private boolean printConfig;

  private final DataFlag dataFlag = new DataFlag();
  private final ConfigurationFlags configurationFlags = new ConfigurationFlags();
  private final ShippedConfigurations shipped;

  TrainCommand(ShippedConfigurations shipped) {
    this.shipped = shipped;
  }

  @Override
  public ImmutableList<Object> sharedFlags() {
    return ImmutableList.of(dataFlag, configurationFlags);
  }

  @Override
  public int run(Console console) throws Exception {
    var timeLimit =
        Optional.ofNullable(maxTime)
            .map(text -> TimeLimit.parse("--max-time", text, Ticker.systemTicker()));
    var configuration = configurationFlags.load(shipped, settings());
    if (printConfig) {
      console.out().print(configuration.toText());
      return 0;
    }
    Path folder =
        output == null
            ? Path.of("runs", configuration.name())
            : LocalPaths.parse("--output", output);
    RunConfig config = configuration.resolve();
    var run = RunDirectory.at(folder);
    SavedModelWriter.checkReplaceable(run.savedModel());
    Trainer.ContinuationCheck unchanged =
        checkpoint -> checkUnchanged(folder, checkpoint, configuration);
    var found = SoundCheckpoint.newestOf(run);
    if (found.isPresent()) { // Asked again in the end: another process may train there until then.
      unchanged.check(found.get().checkpoint());
    } else if (config.initialWeights().isPresent()) {
      checkInitialWeights(config.initialWeights().get(), configuration);
    }
    var sessionConfig = SessionConfig.of(configuration.device(), console.verbose());
    TrainingResult result;
    try (var stop = new StopSignal()) {
      try (var progress = new TrainingProgress(console)) {
        var trainer = new Trainer(config, sessionConfig, run, List.of(progress, stop));
        result =
            trainer.train(
                configuration.toText(),
                unchanged,
                () -> stop.isRequested() || timeLimit.map(TimeLimit::isOver).orElse(false));
      } catch (Throwable failure) { // Told here: after a signal, the process ends with this block.
        int status = Failures.report(failure, console);
        stop.failed(status);
        return status;
      }
      // A process that is told to end has no time for an export.
      if (!result.complete() || stop.isRequested()) {
        console
            .err()
            .printf(
                "Stopped after step %d; the same command goes on from there.%n",
                result.checkpoint().step());
        return 0; // After a signal, the process ends with that one's status.
      }
    }
    export(configuration, result.checkpoint(), run.savedModel());
    tellWhere(console, folder, result.checkpoint());
    return 0;
  }

  private static void checkUnchanged(
      Path folder, SavedCheckpoint checkpoint, Configuration configuration) throws IOException {
    var differences = differences(checkpoint, configuration::conflicts);
    if (!differences.isEmpty()) {
      throw new ConfigurationException(
          "'%s' holds a run with another configuration (%s); choose another --output, or go on with --config %s."
              .formatted(folder, differences, checkpoint.configuration()));
    }
  }

  private static void checkInitialWeights(Path place, Configuration configuration)
      throws IOException {
    var differences =
        differences(SoundCheckpoint.at(place).checkpoint(), configuration::networkConflicts);
    if (!differences.isEmpty()) {
      throw new ConfigurationException(
          "The weights in '%s' are of other networks (%s); choose the same, or take the backbone alone by 'export --format safetensors' and 'import'."
              .formatted(place, differences));
    }
  }

  /** What differs from a checkpoint's own configuration; the run's may have been edited since. */
  private static String differences(
      SavedCheckpoint checkpoint, Function<Configuration, ImmutableList<Difference>> comparison)
      throws IOException {
    var trained = checkpoint.configuration();
    if (!Files.exists(trained)) {
      return "";
    }
    return comparison.apply(Configuration.load(trained, ImmutableList.of())).stream()
        .map(Difference::toString)
        .collect(joining("; "));
  }

  private static void export(
      Configuration configuration, SavedCheckpoint checkpoint, Path savedModel) throws IOException {
    var network = configuration.network();
    var taps = Taps.spreadOver(network.backbone().depth());
    try {
      new ModelExporter(network, taps)
          .export(
              checkpoint.prefix(),
              PretrainedNetwork.TEACHER,
              savedModel,
              configuration.metadata(checkpoint.step()));
    } catch (IOException | TensorFlowException e) {
      throw new IOException(
          "The training is complete, and its SavedModel cannot be written (%s); put that right, and the same command writes it."
              .formatted(Failures.reason(e)),
          e);
    }
  }

  private static void tellWhere(Console console, Path folder, SavedCheckpoint checkpoint) {
    var name = checkpoint.directory().getFileName();
    console
        .out()
        .println(
            """
            Done: %d steps.
              checkpoint   %s
              metrics      %s
              TensorBoard  tensorboard --logdir %s
              SavedModel   %s

            Next, in Python:
              model = tf.saved_model.load("%s")
              features = model(images)  # float32 [N, H, W, 3], RGB in [0, 1]"""
                .formatted(
                    checkpoint.step(),
                    folder.resolve("checkpoints").resolve(name),
                    folder.resolve("metrics.jsonl"),
                    folder,
                    folder.resolve("saved_model"),
                    folder.resolve("saved_model")));
  }

  private ImmutableList<Setting> settings() {
    var settings = ImmutableList.<Setting>builder();
    settings.addAll(dataFlag.settings());
    if (steps != null) {
      settings.add(new Setting("--steps " + steps, "schedule.steps", steps));
    }
    if (initFrom != null) {
      settings.add(new Setting("--init-from " + initFrom, "initial_weights", initFrom));
    }
    if (keep != null) {
      settings.add(new Setting("--keep " + keep, "logging.kept_checkpoints", keep));
    }
    if (epochs != null) {
      settings.add(new Setting("--epochs " + epochs, "schedule.epochs", epochs));
    }
    return settings.build();
  }
}
