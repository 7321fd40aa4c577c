package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/** The table of all commands. */
final class Subcommands {

  private Subcommands() {}

  /**
   * Every command there is or will be.
   *
   * @param home the folder of the distribution, with {@code configs} in it
   */
  static ImmutableList<Subcommand> all(Path home) {
    var shipped = new ShippedConfigurations(home);
    return ImmutableList.of(
        Subcommand.notBuilt("convert", "turns image collections into sharded TFRecords"),
        Subcommand.notBuilt("inspect", "describes and verifies TFRecords"),
        Subcommand.notBuilt("preview", "draws the crops as the network sees them"),
        Subcommand.of(
            "train",
            "pretrains a network on images without labels; resumes by itself",
            "[FLAGS]",
            "tfpipeline train --config selfpatch_vitti16 --data records --output runs/photographs",
            () -> new TrainCommand(shipped)),
        Subcommand.notBuilt("export", "writes the network of a run as a SavedModel or safetensors"),
        Subcommand.notBuilt("import", "turns safetensors into a checkpoint to start from"),
        Subcommand.notBuilt("eval", "measures frozen features: knn, linear, segmentation, video"),
        Subcommand.notBuilt("embed", "writes the features of a collection"),
        Subcommand.notBuilt("attention", "draws attention and patch-similarity maps of images"),
        Subcommand.notBuilt("report", "makes one HTML page of a run"),
        Subcommand.notBuilt("bench", "measures throughput: step, input, convert"));
  }
}
