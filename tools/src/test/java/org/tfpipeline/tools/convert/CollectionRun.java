package org.tfpipeline.tools.convert;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** A collection copied from the test resources, and what it is converted to. */
final class CollectionRun {

  static final Path COLLECTIONS = TestImages.path("annotated");
  static final int BCCD_IMAGES = 7;

  final Path folder;
  final Path output;
  Path input;

  CollectionRun(Path folder) {
    this.folder = folder;
    this.output = folder.resolve("records");
  }

  void copy(String collection) throws IOException {
    input = TestImages.copy(COLLECTIONS.resolve(collection), folder.resolve(collection));
  }

  ConversionReport convert(CollectionFormat format, String words) throws IOException {
    return convert(new CollectionSource(format, input), words);
  }

  /** Words: one, skip, force, and last a value of --split. */
  ConversionReport convert(CollectionSource source, String words) throws IOException {
    return new Conversion(options(source, words), (phase, done, total) -> {}).run();
  }

  ConversionOptions options(CollectionSource source, String words) {
    Optional<SplitChoice> split = Optional.empty();
    try {
      if (words.contains("=")) {
        split = Optional.of(SplitChoice.parse(words.substring(words.indexOf(' ') + 1)));
      } else if (words.contains("one")) {
        split = Optional.of(SplitFractions.TRAIN);
      }
    } catch (OptionException e) {
      throw new AssertionError(e);
    }
    return new ConversionOptions(
        source,
        output,
        "cells",
        split,
        new ShardSize.Count(1),
        1_000_000,
        true,
        words.contains("skip"),
        words.contains("force"),
        0);
  }

  static List<String> refusals(ConversionReport report) {
    return report.refusals().stream()
        .map(refusal -> refusal.name() + " " + refusal.reason())
        .toList();
  }

  List<ByteString> records() throws IOException {
    var records = new ArrayList<ByteString>();
    for (Path file : RecordFiles.find(output.toString())) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          records.add(ByteString.copyFrom(reader.record()));
        }
      }
    }
    return records;
  }

  List<String> names() throws IOException {
    var names = new ArrayList<String>();
    for (var record : records()) {
      names.add(ImageExample.parse(record.toByteArray()).filename());
    }
    return names;
  }

  List<AnnotatedObject> objects(String filename) throws IOException {
    for (var record : records()) {
      var example = DetectionExample.parse(record.toByteArray());
      if (example.image().filename().equals(filename)) {
        return example.objects();
      }
    }
    throw new AssertionError("no record of " + filename);
  }
}
