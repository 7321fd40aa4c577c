package org.tfpipeline.tools.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.config.Setting;
import org.tfpipeline.pipeline.export.ModelExporter;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.export.Taps;
import org.tfpipeline.pipeline.interchange.SafetensorsExport;
import org.tfpipeline.pipeline.safetensors.SafetensorsWriter;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.pipeline.train.SoundCheckpoint;

/** {@code tfpipeline export}: the network of a run as a SavedModel or as safetensors. */
final class ExportCommand implements Command {

  @Option(name = "--run", metaVar = "DIR", usage = "run directory")
  private String runFolder;

  @Option(
      name = "--output",
      metaVar = "PATH",
      required = true,
      usage = "folder to write; of safetensors, the file")
  private String output;

  @Option(name = "--format", metaVar = "FORMAT", usage = "saved_model (default) or safetensors")
  private String format = "saved_model";

  @Option(name = "--network", metaVar = "WHICH", usage = "teacher (default) or student")
  private String networkName = "teacher";

  @Option(
      name = "--taps",
      metaVar = "I,J,...",
      usage = "blocks of the signature 'intermediate', from 0 (default: four, evenly spread)")
  private String blocks;

  @Option(
      name = "--checkpoint",
      metaVar = "DIR",
      usage =
          "one of the run's checkpoints, such as step-00001200 (default: the newest); without"
              + " --run, any checkpoint's folder")
  private String checkpoint;

  @Option(
      name = "--license",
      metaVar = "TEXT",
      usage = "terms under which the weights may be used, kept with them (default: the run's)")
  private String license;

  @Override
  public int run(Console console) throws Exception {
    if (!format.equals("saved_model") && !format.equals("safetensors")) {
      throw new UsageException(
          "--format is saved_model or safetensors, not \"%s\".".formatted(format));
    }
    if (format.equals("safetensors") && blocks != null) {
      throw new UsageException("--taps choose outputs of a saved_model; safetensors have none.");
    }
    var which =
        switch (networkName) {
          case "teacher" -> PretrainedNetwork.TEACHER;
          case "student" -> PretrainedNetwork.STUDENT;
          default ->
              throw new UsageException(
                  "--network is teacher or student, not \"%s\".".formatted(networkName));
        };
    Path path = LocalPaths.parse("--output", output);
    if (format.equals("safetensors")) {
      SafetensorsWriter.checkPlace(path);
    }
    var saved = checkpoint(console);
    var configuration = Configuration.load(saved.configuration(), settings());
    var network = configuration.network();
    var taps = taps(network.backbone().depth());
    var metadata = configuration.metadata(saved.step());
    if (format.equals("safetensors")) {
      SafetensorsExport.write(network, saved.prefix(), which, path, metadata);
    } else {
      new ModelExporter(network, taps).export(saved.prefix(), which, path, metadata);
    }
    console.out().printf("Wrote the %s after step %d to %s.%n", which.key(), saved.step(), path);
    return 0;
  }

  private RunDirectory.SavedCheckpoint checkpoint(Console console) throws IOException {
    if (runFolder == null) {
      if (checkpoint == null) {
        throw new UsageException("name a run with --run, or a checkpoint with --checkpoint.");
      }
      return SoundCheckpoint.at(LocalPaths.parse("--checkpoint", checkpoint)).checkpoint();
    }
    var run = RunDirectory.existing(LocalPaths.parse("--run", runFolder));
    return checkpoint == null
        ? RunCheckpoint.newest(run, console)
        : RunCheckpoint.named(run, checkpoint);
  }

  private ImmutableList<Setting> settings() {
    return license == null
        ? ImmutableList.of()
        : ImmutableList.of(new Setting("--license " + license, "license", license));
  }

  private Taps taps(int depth) {
    if (blocks == null) {
      return Taps.spreadOver(depth);
    }
    try {
      var numbers =
          Splitter.on(',').trimResults().splitToStream(blocks).map(Integer::valueOf).toList();
      if (numbers.stream().distinct().count() < numbers.size()) {
        throw new UsageException("--taps %s has a block twice; name each once.".formatted(blocks));
      }
      var chosen = Taps.of(numbers);
      chosen.checkDepth(depth);
      return chosen;
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--taps is a list of block numbers such as 3,5,7,11, not \"%s\".".formatted(blocks));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--taps %s: %s".formatted(blocks, e.getMessage()));
    }
  }
}
