package org.tfpipeline.tools.extract;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tools.convert.CollectionFormat;

/**
 * Writes {@code images/NAME}, or {@code images/SPLIT/NAME} if folders are to make the splits. Names
 * that do not begin with the class go into a table of {@code path,label}.
 */
final class ImageWriter implements FileWriter {

  private static final String FOLDER = "images";
  private static final String TABLE = "images/labels.csv";

  private final ImageLayout layout;
  private final OutputFiles files;
  private final Optional<SplitLists> lists;
  private final Optional<Writer> table;

  ImageWriter(Path folder, RecordSet records) throws IOException {
    this.layout = ImageLayout.of(records);
    this.files = new OutputFiles(folder);
    this.lists =
        layout.divided() || records.splits().size() == 1
            ? Optional.empty()
            : Optional.of(new SplitLists(folder));
    this.table =
        layout.format() == CollectionFormat.CSV ? Optional.of(table(folder)) : Optional.empty();
  }

  private static Writer table(Path folder) throws IOException {
    Files.createDirectories(folder.resolve(FOLDER));
    return Files.newBufferedWriter(folder.resolve(TABLE), StandardOpenOption.CREATE_NEW)
        .append("path,label\n");
  }

  @Override
  public void write(String split, byte[] record) throws IOException {
    var image = ImageExample.parse(record);
    files.write(layout.divided() ? FOLDER + "/" + split : FOLDER, image);
    String name = OutputFiles.name(image);
    if (lists.isPresent()) {
      lists.get().add(split, name);
    }
    if (table.isPresent()) {
      table.get().append(cell(name));
      if (image.label().isPresent()) {
        table.get().append(',').append(cell(className(image.label().get())));
      }
      table.get().append('\n');
    }
  }

  private static String className(ClassLabel label) {
    return label.text().isEmpty() ? Long.toString(label.index()) : label.text();
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public Extracted finish() {
    return new Extracted(
        layout.format(),
        table.isPresent() ? TABLE : FOLDER,
        layout.divided(),
        files.images(),
        0,
        0,
        files.mostPixels());
  }

  @Override
  public void close() throws IOException {
    if (lists.isPresent()) {
      lists.get().close();
    }
    if (table.isPresent()) {
      table.get().close();
    }
  }
}
