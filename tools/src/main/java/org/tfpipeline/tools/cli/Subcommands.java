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
        Subcommand.of(
            "convert",
            "turns image collections into sharded TFRecords",
            "--format FORMAT --input PATH --output DIR [FLAGS]",
            "tfpipeline convert --format folder --input photographs --output records"
                + " --split train=0.9,validation=0.1",
            ConvertCommand::new),
        Subcommand.of(
            "inspect",
            "describes and verifies TFRecords",
            "PATH [FLAGS]",
            "tfpipeline inspect records",
            InspectCommand::new),
        Subcommand.of(
            "preview",
            "draws the crops as the network sees them",
            "--output FILE.png [FLAGS]",
            "tfpipeline preview --config selfpatch_vitti16 --data records --output crops.png",
            () -> new PreviewCommand(shipped)),
        Subcommand.of(
            "train",
            "pretrains a network on images without labels; resumes by itself",
            "[FLAGS]",
            "tfpipeline train --config selfpatch_vitti16 --data records --output runs/photographs",
            () -> new TrainCommand(shipped)),
        Subcommand.of(
            "export",
            "writes the network of a run as a SavedModel or as safetensors",
            "[FLAGS]",
            "tfpipeline export --run runs/quickstart --output backbone --taps 1,3",
            ExportCommand::new),
        Subcommand.of(
            "import",
            "turns safetensors into a checkpoint to start from",
            "--input FILE.safetensors --config FILE --output DIR [FLAGS]",
            "tfpipeline import --input dino_deitsmall16.safetensors --config dino_vits16_imagenet"
                + " --output runs/imported",
            () -> new ImportCommand(shipped)),
        Subcommand.of(
            "eval",
            "measures frozen features, and whether a run has learned",
            "KIND [FLAGS]",
            "tfpipeline eval knn --run runs/quickstart --test configs/samples/clothing/clothing-validation.tfrecord-*",
            EvalCommand::new),
        Subcommand.notBuilt("embed", "writes the features of a collection"),
        Subcommand.notBuilt("attention", "draws attention and patch-similarity maps of images"),
        Subcommand.notBuilt("report", "makes one HTML page of a run"),
        Subcommand.of(
            "bench",
            "measures throughput",
            "KIND [FLAGS]",
            "tfpipeline bench input --config selfpatch_vits16_imagenet --data records",
            () -> new BenchCommand(shipped)));
  }
}
