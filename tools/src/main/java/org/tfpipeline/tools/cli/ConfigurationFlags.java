package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.Setting;

/** The flags of every command that works from a configuration. */
final class ConfigurationFlags {

  @Option(
      name = "--config",
      metaVar = "FILE",
      usage = "configuration file, or the name of a shipped one (default: quickstart)")
  private String config = "quickstart";

  @Option(
      name = "--set",
      metaVar = "PATH=VALUE",
      usage = "override one field, such as data.batch_size=8; may be repeated")
  private List<String> settings = new ArrayList<>();

  @Option(name = "--seed", metaVar = "N", usage = "start of every random draw")
  private String seed;

  @Option(
      name = "--device",
      metaVar = "DEVICE",
      usage = "cpu, gpu or gpu:N (default: the first GPU if there is one)")
  private String device;

  /**
   * Loads the configuration that the flags ask for.
   *
   * @param own the command's own flags, which win over {@code --set}
   */
  Configuration load(ShippedConfigurations shipped, List<Setting> own) {
    var all = ImmutableList.<Setting>builder();
    settings.forEach(setting -> all.add(Setting.parse(setting)));
    if (seed != null) {
      all.add(new Setting("--seed " + seed, "seed", seed));
    }
    if (device != null) {
      all.add(new Setting("--device " + device, "execution.device", device));
    }
    all.addAll(own);
    return Configuration.load(shipped.find(config), all.build());
  }
}
