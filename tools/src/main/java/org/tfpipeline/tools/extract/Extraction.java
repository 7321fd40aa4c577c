package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.tensorflow.proto.Example;
import org.tfpipeline.tfrecords.Replaceable;
import org.tfpipeline.tfrecords.StagedFolder;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/** Turns the records of a data set back into files. */
public final class Extraction {

  /** The file of the classes' names. */
  static final String CLASSES = "classes.txt";

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
    var records = RecordSet.find(pattern);
    RecordContent kind = kind(records);
    ImmutableList<String> classes = records.classes(kind);
    var images = ImmutableMultiset.<String>builder();
    Extracted extracted;
    try (var staged = StagedFolder.create(output, NOTHING)) {
      try (var writer = writer(kind, records, classes, staged.path())) {
        extracted = write(records, writer, images);
      }
      writeClasses(classes, staged.path().resolve(CLASSES));
      staged.commit();
    }
    return new ExtractionReport(
        extracted.images(),
        extracted.objects(),
        extracted.masks(),
        new WayBack(records, extracted, output).arguments(!classes.isEmpty(), images.build()));
  }

  /** Of what kind the records are, without classes. */
  private static RecordContent kind(RecordSet records) throws IOException {
    var features = Example.parseFrom(records.first()).getFeatures();
    if (features.containsFeature(DetectionExample.XMIN)) {
      return new RecordContent.Objects(ImmutableList.of(), false);
    }
    return features.containsFeature(SegmentationExample.MASK)
        ? new RecordContent.Masks(ImmutableList.of(), false)
        : new RecordContent.Images(ImmutableList.of());
  }

  private static FileWriter writer(
      RecordContent kind, RecordSet records, ImmutableList<String> classes, Path folder)
      throws IOException {
    if (kind instanceof RecordContent.Objects) {
      return new CocoWriter(folder, classes);
    }
    return kind instanceof RecordContent.Masks
        ? new MaskWriter(folder, records)
        : new ImageWriter(folder, records);
  }

  private Extracted write(
      RecordSet records, FileWriter writer, ImmutableMultiset.Builder<String> images)
      throws IOException {
    var read = new AtomicLong();
    records.forEach(
        (split, record) -> {
          writer.write(split, record);
          images.add(split);
          progress.accept(read.incrementAndGet());
        });
    return writer.finish();
  }

  /** Numbers go in front, since a name may begin with one itself. */
  private static void writeClasses(ImmutableList<String> classes, Path file) throws IOException {
    if (classes.isEmpty()) {
      return;
    }
    var lines = new StringBuilder();
    for (int i = 0; i < classes.size(); i++) {
      lines.append(i).append(' ').append(classes.get(i)).append('\n');
    }
    Files.writeString(file, lines);
  }
}
