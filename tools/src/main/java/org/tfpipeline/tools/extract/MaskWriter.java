package org.tfpipeline.tools.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.SegmentationExample;
import org.tfpipeline.tools.convert.CollectionFormat;

/** Writes {@code images} and {@code masks}. */
final class MaskWriter implements FileWriter {

  private final OutputFiles files;
  private final Optional<SplitLists> lists;

  MaskWriter(Path folder, RecordSet records) {
    this.files = new OutputFiles(folder);
    this.lists =
        records.splits().size() == 1 ? Optional.empty() : Optional.of(new SplitLists(folder));
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var example = SegmentationExample.parse(record);
    files.write("images", example.image());
    String name = OutputFiles.name(example.image());
    int dot = name.lastIndexOf('.');
    String stem = dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    files.write("masks", stem + ".png", example.mask());
    if (lists.isPresent()) {
      lists.get().add(split, name);
    }
  }

  @Override
  public Extracted finish() {
    return new Extracted(
        CollectionFormat.MASKS,
        "",
        /* divided= */ false,
        files.images(),
        0,
        files.images(),
        files.mostPixels());
  }

  @Override
  public void close() throws IOException {
    if (lists.isPresent()) {
      lists.get().close();
    }
  }
}
