package org.tfpipeline.tools.extract;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A list of its images for each split. */
final class SplitLists implements Closeable {

  /** What a reader of lists would take for blanks around a line, its end, or a second path. */
  private static final Pattern NO_LINE =
      Pattern.compile("^\\s.*|.*\\s|.*\\s/.*|.*[\n\r].*", Pattern.DOTALL);

  private final Path folder;
  private final Map<String, Writer> lists = new HashMap<>();

  SplitLists(Path folder) {
    this.folder = folder;
  }

  /** The list of a split, below the folder. */
  static String name(String split) {
    return "splits/%s.txt".formatted(split);
  }

  void add(String split, String image) throws IOException {
    if (NO_LINE.matcher(image).matches()) {
      throw new IOException(
          "no list can name the image '%s'; extract one split at a time".formatted(image.strip()));
    }
    if (!lists.containsKey(split)) {
      Path list = folder.resolve(name(split));
      Files.createDirectories(list.getParent());
      lists.put(split, Files.newBufferedWriter(list));
    }
    lists.get(split).append(image).append('\n');
  }

  @Override
  public void close() throws IOException {
    for (Writer list : lists.values()) {
      list.close();
    }
  }
}
