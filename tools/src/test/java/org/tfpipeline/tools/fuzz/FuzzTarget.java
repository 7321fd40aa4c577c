package org.tfpipeline.tools.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The readers that are fuzzed, each with intact input to start from. A new parser gets a line here;
 * the short test and {@code tools/fuzz} then run it.
 */
enum FuzzTarget {
  /** The bytes are a file, compressed or not. */
  RECORD_FILE(Seeds::recordFiles, RecordChecks::file),
  /** The same with all checksums made right, so that its lengths are believed. */
  BELIEVED_LENGTHS(Seeds::recordFiles, RecordChecks::repairedFile),
  /** The bytes are the data of a record. */
  IMAGE_EXAMPLE(Seeds::examples, ExampleChecks::image),
  /** The bytes are the data of an intact record of a shard to inspect. */
  INSPECTED_RECORD(Seeds::examples, InspectionChecks::record),
  /** The bytes are the manifest beside intact shards to inspect. */
  INSPECTED_MANIFEST(Seeds::manifests, InspectionChecks::manifest),
  DETECTION_EXAMPLE(AnnotatedSeeds::detections, ExampleChecks::detection),
  SEGMENTATION_EXAMPLE(AnnotatedSeeds::segmentations, ExampleChecks::segmentation),
  VOC_FILE(AnnotatedSeeds::voc, AnnotationChecks::voc),
  COCO_FILE(AnnotatedSeeds::coco, AnnotationChecks::coco),
  CSV_FILE(AnnotatedSeeds::csv, AnnotationChecks::csv),
  INDEX_MASK(AnnotatedSeeds::masks, AnnotationChecks::mask),
  /** The bytes are the manifest of a checkpoint. */
  CHECKPOINT_MANIFEST(CheckpointChecks::manifests, CheckpointChecks::manifest),
  SAFETENSORS_FILE(SafetensorsChecks::files, SafetensorsChecks::file);

  /** Intact input. */
  @Immutable
  interface SeedSource {
    ImmutableList<byte[]> get() throws IOException;
  }

  /** Reads input and asserts what must hold for any; clean refusals do not leave it. */
  @Immutable
  interface Check {
    /**
     * Runs once.
     *
     * @param input what the file or record holds
     * @param folder for files; holds what earlier runs of the same target left
     * @return bytes of content that the input really has, once decompressed: what memory may grow
     *     with
     */
    long run(byte[] input, Path folder) throws IOException;
  }

  private final SeedSource seeds;
  private final Check check;

  FuzzTarget(SeedSource seeds, Check check) {
    this.seeds = seeds;
    this.check = check;
  }

  ImmutableList<byte[]> seeds() throws IOException {
    return seeds.get();
  }

  void run(byte[] input, Path folder) throws IOException {
    MemoryBound.assertBounded(() -> check.run(input, folder));
  }

  /**
   * For {@code tools/fuzz}: prints the targets or, given one and a folder, writes its intact input
   * there, a file each.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      for (FuzzTarget target : values()) {
        System.out.println(target.name().toLowerCase(Locale.ROOT));
      }
      return;
    }
    var target = named(arguments[0]);
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    int number = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(folder.resolve("seed-" + number++), seed);
    }
  }

  static FuzzTarget named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
