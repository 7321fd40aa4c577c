package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.ConfigurationException;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.interchange.ImportReport;
import org.tfpipeline.pipeline.train.ImportedRun;
import org.tfpipeline.pipeline.train.RunDirectory;

/** {@code tfpipeline import}: weights of the PyTorch world as a run before its first step. */
final class ImportCommand implements Command {
  /** A long list of what is left over hides the rest. */
  private static final int SHOWN = 10;

  @Option(
      name = "--input",
      metaVar = "FILE.safetensors",
      required = true,
      usage = "weights under the names of DINO, SelfPatch or timm")
  private String input;

  @Option(name = "--output", metaVar = "DIR", required = true, usage = "run directory to write")
  private String output;

  private final ConfigurationFlags configurationFlags = new ConfigurationFlags();
  private final ShippedConfigurations shipped;

  ImportCommand(ShippedConfigurations shipped) {
    this.shipped = shipped;
  }

  @Override
  public ImmutableList<Object> sharedFlags() {
    return ImmutableList.of(configurationFlags);
  }

  @Override
  public int run(Console console) throws Exception {
    Path file = LocalPaths.parse("--input", input);
    Path folder = LocalPaths.parse("--output", output);
    var configuration = configurationFlags.load(shipped, ImmutableList.of());
    var config = configuration.withoutData();
    if (config.initialWeights().isPresent()) {
      throw new ConfigurationException(
          "initial_weights: an import takes the weights from --input; leave this field out.");
    }
    var report =
        ImportedRun.write(
            config,
            // A GPU gains nothing here, and training beside may want all of its memory.
            SessionConfig.of(new Device.Cpu()),
            file,
            RunDirectory.at(folder),
            configuration.toText());
    print(report, console);
    console
        .out()
        .printf(
            """
            Wrote %s, a run before its first step.
            Next: tfpipeline train --init-from %s --config %s --output runs/NEW
              or: tfpipeline export --run %s --output backbone
            """,
            folder, folder, folder.resolve("config.textproto"), folder);
    return 0;
  }

  private void print(ImportReport report, Console console) {
    var out = console.out();
    out.printf("%s has %,d tensors.%n", input, report.tensors());
    var networksByLine = new LinkedHashMap<String, List<PretrainedNetwork>>();
    for (var part : report.parts()) {
      var line =
          part.missing().isEmpty()
              ? "  %-10s all %,d parameters".formatted(part.name(), part.parameters())
              : "  %-10s initial values: %s".formatted(part.name(), part.missing().get());
      networksByLine.computeIfAbsent(line, key -> new ArrayList<>()).add(part.network());
    }
    networksByLine.forEach(
        (line, networks) ->
            out.println(networks.size() > 1 ? line : line + " (" + networks.get(0).key() + ")"));
    report.positions().ifPresent(how -> out.printf("Position embeddings of %s.%n", how));
    var leftOver = report.leftOver();
    if (!leftOver.isEmpty()) {
      out.printf("Left over: %,d tensors%n", leftOver.size());
      leftOver.stream()
          .limit(SHOWN)
          .forEach(tensor -> out.printf("  %s: %s%n", tensor.tensor(), tensor.reason()));
      if (leftOver.size() > SHOWN) {
        out.printf("  and %,d more%n", leftOver.size() - SHOWN);
      }
    }
  }
}
