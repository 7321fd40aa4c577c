package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts classes in order, label 0 first. */
final class ClassNames {

  private static final Pattern NUMBERED = Pattern.compile("([0-9]+)\\s+(.+)");

  private ClassNames() {}

  /**
   * Orders the classes of a collection: as a labels file has them, or else by their names, which
   * every format has, so that a collection has the same labels whatever form it comes in.
   *
   * @throws IOException if the file lacks one of them
   */
  static ImmutableList<String> order(Collection<String> found, Optional<Path> labels)
      throws IOException {
    if (labels.isEmpty()) {
      return ImmutableSortedSet.copyOf(found).asList();
    }
    var names = read(labels.get());
    for (String name : ImmutableSortedSet.copyOf(found)) {
      if (!names.contains(name)) {
        throw new IOException(
            "labels file %s lacks the class '%s'; add a line for it".formatted(labels.get(), name));
      }
    }
    return names;
  }

  /** Reads one class a line, with its number in front or without. */
  static ImmutableList<String> read(Path file) throws IOException {
    var lines = TextFiles.lines(file);
    boolean numbered = lines.stream().allMatch(line -> NUMBERED.matcher(line).matches());
    var names = ImmutableList.<String>builder();
    for (int i = 0; i < lines.size(); i++) {
      var matcher = NUMBERED.matcher(lines.get(i));
      if (numbered && matcher.matches()) {
        if (!matcher.group(1).equals(Integer.toString(i))) {
          throw new IOException(
              "labels file %s has '%s' where class %d is expected; number the lines from 0"
                  .formatted(file, lines.get(i), i));
        }
        names.add(matcher.group(2));
      } else {
        names.add(lines.get(i));
      }
    }
    var list = names.build();
    if (list.isEmpty() || ImmutableSet.copyOf(list).size() < list.size()) {
      throw new IOException(
          "labels file %s is empty or names a class twice; write one class a line".formatted(file));
    }
    return list;
  }
}
