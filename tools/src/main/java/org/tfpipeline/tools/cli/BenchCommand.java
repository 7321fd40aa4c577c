package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.tools.bench.InputBench;

/** {@code tfpipeline bench}: how fast this machine is. */
final class BenchCommand implements Command {

  private static final int BATCHES = 50;
  private static final int ROUNDS = 5;

  @Argument(metaVar = "KIND", required = true, usage = "input (step and convert are not built yet)")
  private String kind;

  @Option(
      name = "--batches",
      metaVar = "N",
      usage = "batches of each stage, in all rounds together (default: " + BATCHES + ")")
  private int batches = BATCHES;

  @Option(
      name = "--rounds",
      metaVar = "N",
      usage = "how often the stages take turns (default: " + ROUNDS + ")")
  private int rounds = ROUNDS;

  @Option(name = "--json", usage = "print one JSON object")
  private boolean json;

  private final DataFlag dataFlag = new DataFlag();
  private final ConfigurationFlags configurationFlags = new ConfigurationFlags();
  private final ShippedConfigurations shipped;

  BenchCommand(ShippedConfigurations shipped) {
    this.shipped = shipped;
  }

  @Override
  public ImmutableList<Object> sharedFlags() {
    return ImmutableList.of(dataFlag, configurationFlags);
  }

  @Override
  public int run(Console console) throws Exception {
    checkFlags();
    var configuration = configurationFlags.load(shipped, dataFlag.settings());
    var config = configuration.resolve();
    var sessionConfig = SessionConfig.ofInput(configuration.device(), console.verbose());
    var report = new InputBench(config, sessionConfig, rounds, batches / rounds).run();
    if (json) {
      console.out().println(report.toJson());
    } else {
      report.print(console.out());
    }
    return 0;
  }

  private void checkFlags() {
    switch (kind) {
      case "input" -> {}
      case "step", "convert" -> throw new NotBuiltException("bench " + kind);
      default -> throw new UsageException("bench knows input, not \"%s\".".formatted(kind));
    }
    if (rounds < 1) {
      throw new UsageException("--rounds must be at least 1, not %d.".formatted(rounds));
    }
    if (batches < rounds || batches % rounds != 0) {
      throw new UsageException(
          "--batches must be a multiple of the %d rounds, not %d.".formatted(rounds, batches));
    }
  }
}
