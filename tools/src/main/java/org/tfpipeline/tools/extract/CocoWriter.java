package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tfpipeline.tfrecords.schema.DetectionExample;

/**
 * Writes {@code instances.json} and {@code images}, or, if there are several splits, {@code
 * annotations/instances_SPLIT.json} and the images of each in {@code SPLIT}.
 */
final class CocoWriter implements FileWriter {

  private final Path folder;
  private final OutputFiles files;
  private final boolean splits;
  private final Map<String, CocoDocument> documents = new LinkedHashMap<>();
  private long images;
  private long objects;

  CocoWriter(Path folder, ImmutableList<String> splits) {
    this.folder = folder;
    this.files = new OutputFiles(folder);
    this.splits = splits.size() > 1;
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var example = DetectionExample.parse(record);
    String name = OutputFiles.name(example.image());
    files.write((splits ? split : "images") + "/" + name, example.image().encoded());
    images++;
    objects += example.objects().size();
    document(split).add(images, name, example);
  }

  private CocoDocument document(String split) throws IOException {
    if (!documents.containsKey(split)) {
      Path file =
          splits
              ? folder.resolve("annotations/instances_%s.json".formatted(split))
              : folder.resolve("instances.json");
      Files.createDirectories(file.getParent());
      documents.put(split, new CocoDocument(file));
    }
    return documents.get(split);
  }

  @Override
  public ExtractionReport finish() throws IOException {
    for (CocoDocument document : documents.values()) {
      document.finish();
    }
    return new ExtractionReport("coco", images, objects, 0);
  }

  @Override
  public void close() throws IOException {
    for (CocoDocument document : documents.values()) {
      document.close();
    }
  }
}
