package org.tfpipeline.tools.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.Setting;

/** The flag of every command that reads the data of training. */
final class DataFlag {

  @Option(
      name = "--data",
      metaVar = "PATH",
      usage =
          "TFRecords: a file, a quoted pattern or a folder; may be repeated (default: the"
              + " configuration's)")
  private List<String> paths = new ArrayList<>();

  /** The paths in place of those of the configuration; none where the flag is not given. */
  ImmutableList<Setting> settings() {
    if (paths.isEmpty()) {
      return ImmutableList.of();
    }
    var flags = paths.stream().map(path -> "--data " + path).collect(joining(" "));
    return ImmutableList.of(new Setting(flags, "data.path", ImmutableList.copyOf(paths)));
  }
}
