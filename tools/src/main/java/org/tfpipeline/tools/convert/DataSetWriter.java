package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.tfpipeline.tfrecords.MaskedCrc32c;
import org.tfpipeline.tfrecords.ShardSpec;
import org.tfpipeline.tfrecords.ShardedWriter;
import org.tfpipeline.tfrecords.manifest.SplitInfo;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Writes checked images as the shards of a data set. */
final class DataSetWriter {

  private final Path folder;
  private final String name;
  private final ShardSize shardSize;
  private final Reencoder reencoder;
  private final RecordLayout layout;
  private final MemoryBudget budget;

  /**
   * @param folder where the files go
   * @param name of the data set
   * @param shardSize how many files a split becomes
   * @param layout of the records
   * @param reencoder for images that cannot be copied
   * @param budget for their masks
   */
  DataSetWriter(
      Path folder,
      String name,
      ShardSize shardSize,
      RecordLayout layout,
      Reencoder reencoder,
      MemoryBudget budget) {
    this.folder = folder;
    this.name = name;
    this.shardSize = shardSize;
    this.layout = layout;
    this.reencoder = reencoder;
    this.budget = budget;
  }

  /** Writes each split's images in their order. */
  ImmutableList<SplitInfo> write(
      ImmutableListMultimap<String, CheckedImage> splits,
      OrderedWorkers workers,
      ProgressCounter counter)
      throws IOException {
    var infos = ImmutableList.<SplitInfo>builder();
    for (String split : splits.keySet()) {
      infos.add(writeSplit(split, splits.get(split), workers, counter));
    }
    return infos.build();
  }

  private SplitInfo writeSplit(
      String split, List<CheckedImage> images, OrderedWorkers workers, ProgressCounter counter)
      throws IOException {
    long contentBytes = images.stream().mapToLong(CheckedImage::recordBytes).sum();
    var shards = ShardSpec.all(name, split, shardSize.shards(images.size(), contentBytes));
    var recordBytes = new AtomicLong();
    try (var writer = new ShardedWriter(folder, shards, images.size())) {
      workers.map(
          images,
          this::record,
          record -> {
            writer.write(record);
            recordBytes.addAndGet(record.length);
            counter.advance();
          });
      writer.finish();
      return new SplitInfo(split, writer.shardLengths(), recordBytes.get());
    }
  }

  private byte[] record(CheckedImage image) throws IOException {
    byte[] content = Files.readAllBytes(image.source().file());
    if (content.length != image.bytes() || MaskedCrc32c.of(content) != image.checksum()) {
      throw new IOException(
          "%s changed while it was converted; convert again when nothing writes to it"
              .formatted(image.source().file()));
    }
    var example =
        new ImageExample(
            ByteString.copyFrom(encoded(image, content)),
            image.format(),
            image.source().name(),
            image.height(),
            image.width(),
            image.source().label());
    var annotation = image.source().annotation();
    return budget.with(
        annotation.memory(image.width(), image.height()),
        () -> annotation.record(example, layout, image.annotationChecksum()));
  }

  private byte[] encoded(CheckedImage image, byte[] content) throws IOException {
    if (image.treatment() == Treatment.UNCHANGED) {
      return content;
    }
    try {
      return reencoder.png(ImageFile.of(content, ImageSignature.of(content).orElseThrow()));
    } catch (IOException e) {
      throw new IOException(
          "%s could not be re-encoded: %s".formatted(image.source().file(), e.getMessage()), e);
    }
  }

  /** Writes the list of what was left out, if anything was. */
  void writeRefusals(List<Refusal> refusals) throws IOException {
    if (refusals.isEmpty()) {
      return;
    }
    var lines = new StringBuilder("file\treason\n");
    for (Refusal refusal : refusals) {
      lines.append(cell(refusal.name())).append('\t').append(cell(refusal.reason())).append('\n');
    }
    Files.writeString(folder.resolve("refused.tsv"), lines);
  }

  /** Writes the list of what is otherwise than in the source, if anything is. */
  void writeRemarks(List<Remark> remarks) throws IOException {
    if (remarks.isEmpty()) {
      return;
    }
    var lines = new StringBuilder("file\tremark\n");
    for (Remark remark : remarks) {
      lines.append(cell(remark.name())).append('\t').append(cell(remark.text())).append('\n');
    }
    Files.writeString(folder.resolve("remarks.tsv"), lines);
  }

  /** A file's name may hold what ends cells and lines. */
  private static String cell(String text) {
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }
}
