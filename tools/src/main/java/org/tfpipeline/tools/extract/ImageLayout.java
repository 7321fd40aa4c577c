package org.tfpipeline.tools.extract;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tools.convert.CollectionFormat;

/**
 * How images lie as files, so that their names, classes and splits can be told from that.
 *
 * @param format of the files
 * @param divided whether each split has a folder
 */
record ImageLayout(CollectionFormat format, boolean divided) {

  /** Finds the layout for all of a set's records, which takes reading them. */
  static ImageLayout of(RecordSet records) throws IOException {
    var names = new Names();
    records.forEach((split, record) -> names.add(ImageExample.parse(record)));
    var splits = records.splits();
    boolean trainOnly = splits.size() == 1 && splits.get(0).equals("train");
    if (names.classFolders && !trainOnly && CollectionFormat.SPLIT_FOLDERS.containsAll(splits)) {
      return new ImageLayout(CollectionFormat.FOLDER, true);
    }
    if (names.classFolders && !CollectionFormat.SPLIT_FOLDERS.containsAll(names.folders)) {
      return new ImageLayout(CollectionFormat.FOLDER, false);
    }
    return new ImageLayout(
        names.labelled || !names.plain ? CollectionFormat.CSV : CollectionFormat.FLAT, false);
  }

  /** What the names of a collection's images have in common. */
  private static final class Names {

    private final Set<String> folders = new HashSet<>();
    private boolean labelled;
    private boolean plain = true;
    private boolean classFolders = true;

    void add(ImageExample image) {
      String name = OutputFiles.name(image);
      labelled |= image.label().isPresent();
      plain &= isPlain(name);
      String folder = name.substring(0, Math.max(0, name.indexOf('/')));
      String className = image.label().map(ClassLabel::text).orElse("");
      classFolders &= plain && !folder.isEmpty() && folder.equals(className);
      if (classFolders) {
        folders.add(folder);
      }
    }

    /** Hidden files are passed over in folders, and other names than the shortest not kept. */
    private static boolean isPlain(String name) {
      try {
        return !name.startsWith(".")
            && !name.contains("/.")
            && Path.of(name).normalize().toString().equals(name);
      } catch (InvalidPathException e) {
        return false;
      }
    }
  }
}
