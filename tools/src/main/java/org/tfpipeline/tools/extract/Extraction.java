package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.tensorflow.proto.Example;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.Replaceable;
import org.tfpipeline.tfrecords.ShardSpec;
import org.tfpipeline.tfrecords.StagedFolder;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.SchemaException;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/** Turns the records of a data set back into files. */
public final class Extraction {

  /** A folder of files is someone's work as soon as it is there. */
  private static final Replaceable NOTHING = new Replaceable("an extraction", entry -> false);

  private final String pattern;
  private final LongConsumer progress;

  /**
   * @param pattern a file, a folder, or a path whose last part is a glob
   * @param progress hears how many records were read so far
   */
  public Extraction(String pattern, LongConsumer progress) {
    this.pattern = pattern;
    this.progress = progress;
  }

  /**
   * Writes the files.
   *
   * @param output the folder to appear
   * @throws IOException if a record is damaged or lacks something, or the folder cannot be written
   */
  public ExtractionReport into(Path output) throws IOException {
    ImmutableList<Path> files = RecordFiles.find(pattern);
    try (var staged = StagedFolder.create(output, NOTHING);
        var writer = writer(files, staged.path())) {
      long records = 0;
      for (Path file : files) {
        String split = split(file);
        try (var reader = RecordReader.open(file)) {
          while (reader.next()) {
            write(writer, split, reader, file);
            records++;
            progress.accept(records);
          }
        }
      }
      ExtractionReport report = writer.finish();
      staged.commit();
      return report;
    }
  }

  private static void write(FileWriter writer, String split, RecordReader reader, Path file)
      throws IOException {
    try {
      writer.write(split, reader.record());
    } catch (SchemaException e) {
      throw new IOException(
          "%s cannot be extracted: in record %d, %s"
              .formatted(file, reader.index(), e.getMessage()),
          e);
    }
  }

  /** The first record tells what all of them are. */
  private static FileWriter writer(ImmutableList<Path> files, Path folder) throws IOException {
    var splits =
        files.stream().map(Extraction::split).collect(ImmutableSet.toImmutableSet()).asList();
    for (Path file : files) {
      try (var reader = RecordReader.open(file)) {
        if (reader.next()) {
          var features = Example.parseFrom(reader.record()).getFeatures();
          if (features.containsFeature(DetectionExample.XMIN)) {
            return new CocoWriter(folder, splits);
          }
          return features.containsFeature(SegmentationExample.MASK)
              ? new MaskWriter(folder, splits, file.resolveSibling(MaskWriter.LABELS))
              : new ImageWriter(folder, splits);
        }
      }
    }
    throw new IOException("%s holds no records".formatted(files.get(0)));
  }

  private static String split(Path file) {
    return ShardSpec.parse(file.getFileName().toString()).map(ShardSpec::split).orElse("train");
  }
}
