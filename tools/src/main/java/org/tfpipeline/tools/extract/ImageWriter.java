package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Writes {@code CLASS/IMAGE}, or {@code SPLIT/CLASS/IMAGE} if there are several splits. */
final class ImageWriter implements FileWriter {

  private final OutputFiles files;
  private final boolean splits;
  private long images;
  private boolean labelled;

  ImageWriter(Path folder, ImmutableList<String> splits) {
    this.files = new OutputFiles(folder);
    this.splits = splits.size() > 1;
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var image = ImageExample.parse(record);
    String name = image.label().map(label -> inClass(label, image)).orElse(OutputFiles.name(image));
    labelled |= image.label().isPresent();
    files.write(splits ? split + "/" + name : name, image.encoded());
    images++;
  }

  private static String inClass(ClassLabel label, ImageExample image) {
    String folder = label.text().isEmpty() ? Long.toString(label.index()) : label.text();
    String name = OutputFiles.name(image);
    return name.startsWith(folder + "/") ? name : folder + "/" + name;
  }

  @Override
  public ExtractionReport finish() {
    return new ExtractionReport(labelled ? "folder" : "flat", images, 0, 0);
  }

  @Override
  public void close() {}
}
