package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tools.convert.CollectionFormat;

/**
 * Writes {@code annotations/instances_SPLIT.json} and the images of each split in {@code SPLIT}.
 */
final class CocoWriter implements FileWriter {

  private final Path folder;
  private final OutputFiles files;
  private final ImmutableList<String> classes;
  private final Map<String, CocoDocument> documents = new LinkedHashMap<>();
  private long objects;

  /**
   * @param folder of the files
   * @param classes names of the classes, used or not
   */
  CocoWriter(Path folder, ImmutableList<String> classes) {
    this.folder = folder;
    this.files = new OutputFiles(folder);
    this.classes = classes;
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var example = DetectionExample.parse(record);
    files.write(split, example.image());
    objects += example.objects().size();
    document(split).add(files.images(), OutputFiles.name(example.image()), example);
  }

  private CocoDocument document(String split) throws IOException {
    if (!documents.containsKey(split)) {
      Path file = folder.resolve("annotations/instances_%s.json".formatted(split));
      Files.createDirectories(file.getParent());
      documents.put(split, new CocoDocument(file, classes));
    }
    return documents.get(split);
  }

  @Override
  public Extracted finish() throws IOException {
    for (CocoDocument document : documents.values()) {
      document.finish();
    }
    return new Extracted(
        CollectionFormat.COCO,
        "",
        /* divided= */ true,
        files.images(),
        objects,
        0,
        files.mostPixels());
  }

  @Override
  public void close() throws IOException {
    for (CocoDocument document : documents.values()) {
      document.close();
    }
  }
}
