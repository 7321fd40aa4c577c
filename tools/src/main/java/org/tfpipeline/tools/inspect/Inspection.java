package org.tfpipeline.tools.inspect;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tensorflow.proto.Example;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordException;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;

/**
 * Reads every record of the files that a path names, verifies their checksums and that no shard is
 * missing or shorter than its manifest says, and summarises the content.
 */
public final class Inspection {

  /** Small sets are done before anyone would look at a progress bar. */
  private static final int PROGRESS_RECORDS = 1 << 12;

  private final LongConsumer progress;
  private final RecordTally tally = new RecordTally();
  private final List<FileReport> reports = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private long recordsRead;

  private Inspection(LongConsumer progress) {
    this.progress = progress;
  }

  /**
   * Inspects.
   *
   * @param pattern a file, a folder, or a path whose last part is a glob
   * @param progress hears now and then how many records were read so far
   * @throws IOException if no file is there, or one cannot be read
   */
  public static InspectionReport of(String pattern, LongConsumer progress) throws IOException {
    ImmutableList<Path> files = RecordFiles.find(pattern);
    var inspection = new Inspection(progress);
    for (Path file : files) {
      inspection.read(file);
    }
    if (files.size() > 1 || !files.get(0).equals(Path.of(pattern))) {
      inspection.faults.addAll(ShardCheck.missing(files));
    }
    inspection.faults.addAll(ManifestCheck.differences(inspection.reports));
    return inspection.report();
  }

  private void read(Path file) throws IOException {
    Optional<Compression> compression = Optional.empty();
    long records = 0;
    try (var reader = RecordReader.open(file)) {
      compression = Optional.of(reader.compression());
      while (reader.next()) {
        tally.add(parse(reader, file));
        records++;
        count();
      }
    } catch (RecordException | NotExampleException e) {
      faults.add(e.getMessage());
    }
    reports.add(new FileReport(file, compression, Files.size(file), records));
  }

  private void count() {
    recordsRead++;
    if (recordsRead % PROGRESS_RECORDS == 0) {
      progress.accept(recordsRead);
    }
  }

  private static Example parse(RecordReader reader, Path file) throws NotExampleException {
    try {
      return Example.parseFrom(reader.record());
    } catch (InvalidProtocolBufferException e) {
      throw new NotExampleException(
          "%s has no tf.train.Example in record %d at byte %d; write its records as that message"
              .formatted(file, reader.index(), reader.offset()),
          e);
    }
  }

  private InspectionReport report() {
    return new InspectionReport(
        ImmutableList.copyOf(reports),
        tally.features(),
        tally.classes(),
        tally.annotations(),
        tally.widths(),
        tally.heights(),
        ImmutableList.copyOf(faults));
  }

  /** An intact record that holds something else. */
  private static final class NotExampleException extends Exception {

    NotExampleException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
