package org.tfpipeline.tfrecords;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** Finds the TFRecord files that a user names by a file, a folder or a glob. */
public final class RecordFiles {

  /** Part of the name of files of the split {@code train}, as TensorFlow Datasets names them. */
  private static final String TRAINING = "-train.tfrecord";

  private RecordFiles() {}

  /**
   * Returns the files behind {@code pattern}, sorted, at least one.
   *
   * @param pattern a file; a folder, whose files with {@code .tfrecord} in their names are meant;
   *     or a path whose last part is a glob
   * @throws IOException if there is none
   */
  public static ImmutableList<Path> find(String pattern) throws IOException {
    Path path = toPath(pattern);
    if (Files.isDirectory(path)) {
      return nonEmpty(
          list(path, name -> name.toString().contains(".tfrecord")),
          "folder %s holds no TFRecord files (*.tfrecord*)".formatted(pattern));
    }
    if (Files.exists(path)) {
      return ImmutableList.of(path);
    }
    Path folder = path.getParent() == null ? Path.of("") : path.getParent();
    if (!isGlob(path.getFileName().toString()) || !Files.isDirectory(folder)) {
      throw new IOException(
          "%s is not there; name a TFRecord file, a folder of them, or a glob in the last part of a path"
              .formatted(pattern));
    }
    return nonEmpty(
        list(folder, matcher(path.getFileName())::matches),
        "no file matches %s".formatted(pattern));
  }

  /**
   * Like {@link #find}, but of a folder only the files of the split {@code train} where there are
   * some.
   */
  public static ImmutableList<Path> findTraining(String pattern) throws IOException {
    var files = find(pattern);
    if (!Files.isDirectory(toPath(pattern))) {
      return files;
    }
    var training =
        files.stream()
            .filter(file -> file.getFileName().toString().contains(TRAINING))
            .collect(ImmutableList.toImmutableList());
    return training.isEmpty() ? files : training;
  }

  private static Path toPath(String pattern) throws IOException {
    if (pattern.contains("://")) {
      throw new IOException("%s is a URI; only local paths are read".formatted(pattern));
    }
    try {
      return Path.of(pattern);
    } catch (InvalidPathException e) {
      throw new IOException("%s is not a path: %s".formatted(pattern, e.getReason()), e);
    }
  }

  private static boolean isGlob(String name) {
    return name.chars().anyMatch(character -> "*?[{".indexOf(character) >= 0);
  }

  private static PathMatcher matcher(Path glob) throws IOException {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new IOException("%s is not a glob: %s".formatted(glob, e.getDescription()), e);
    }
  }

  private static ImmutableList<Path> list(Path folder, Predicate<Path> names) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> names.test(entry.getFileName()) && Files.isRegularFile(entry))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    }
  }

  private static ImmutableList<Path> nonEmpty(ImmutableList<Path> files, String complaint)
      throws IOException {
    if (files.isEmpty()) {
      throw new IOException(complaint);
    }
    return files;
  }
}
