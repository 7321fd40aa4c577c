package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.SegmentationExample;

/**
 * Writes {@code images}, {@code masks}, {@code classes.txt} and, if there are several splits, a
 * list of the images of each.
 */
final class MaskWriter implements FileWriter {

  /** The file of the classes beside the records. */
  static final String LABELS = new RecordContent.Masks(ImmutableList.of(), false).labelsFile();

  private final Path folder;
  private final OutputFiles files;
  private final Map<String, StringBuilder> lists = new HashMap<>();
  private final ImmutableList<String> splits;
  private final Path labels;
  private long images;

  MaskWriter(Path folder, ImmutableList<String> splits, Path labels) {
    this.folder = folder;
    this.files = new OutputFiles(folder);
    this.splits = splits;
    this.labels = labels;
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var example = SegmentationExample.parse(record);
    String name = OutputFiles.name(example.image());
    int dot = name.lastIndexOf('.');
    String stem = dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    files.write("images/" + name, example.image().encoded());
    files.write("masks/" + stem + ".png", example.mask());
    lists.computeIfAbsent(split, absent -> new StringBuilder()).append(name).append('\n');
    images++;
  }

  @Override
  public ExtractionReport finish() throws IOException {
    if (splits.size() > 1) {
      for (var list : lists.entrySet()) {
        Files.writeString(folder.resolve(list.getKey() + ".txt"), list.getValue());
      }
    }
    if (Files.exists(labels)) {
      var numbered = new StringBuilder();
      var names = Files.readAllLines(labels);
      for (int i = 0; i < names.size(); i++) {
        numbered.append(i).append(' ').append(names.get(i)).append('\n');
      }
      Files.writeString(folder.resolve("classes.txt"), numbered);
    }
    return new ExtractionReport("masks", images, 0, images);
  }

  @Override
  public void close() {}
}
