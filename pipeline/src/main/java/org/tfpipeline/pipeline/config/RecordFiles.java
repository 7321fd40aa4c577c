package org.tfpipeline.pipeline.config;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.StreamSupport;

/** Finds the TFRecord files that a file name, a pattern or a folder stands for. */
public final class RecordFiles {

  private static final String ANY = "*.tfrecord*";
  private static final String TRAINING = "*-train.tfrecord*";

  private RecordFiles() {}

  /**
   * Finds the files, sorted by name. Of a folder these are the ones of the split {@code train}, or
   * all records when none is called so.
   *
   * @param name the flag or field the path was given for, for messages
   * @param path a file, a folder, or a folder and a pattern with {@code *} or {@code ?}
   * @throws ConfigurationException when there are none
   */
  public static ImmutableList<Path> find(String name, Path path) {
    if (Files.isRegularFile(path)) {
      return ImmutableList.of(path);
    }
    if (Files.isDirectory(path)) {
      var training = matches(path, TRAINING);
      var files = training.isEmpty() ? matches(path, ANY) : training;
      if (files.isEmpty()) {
        throw new ConfigurationException(
            name
                + ": the folder "
                + path
                + " holds no *.tfrecord files; make some with tfpipeline convert.");
      }
      return files;
    }
    Path folder = path.toAbsolutePath().getParent();
    String pattern = String.valueOf(path.getFileName());
    if (!isPattern(pattern)) {
      throw new ConfigurationException(name + ": the file " + path + " does not exist.");
    }
    if (!Files.isDirectory(folder)) {
      String reason =
          isPattern(folder.toString())
              ? "a pattern may stand for file names only, not for folders."
              : "the folder " + folder + " does not exist.";
      throw new ConfigurationException(name + ": " + reason);
    }
    var files = matches(folder, pattern);
    if (files.isEmpty()) {
      throw new ConfigurationException(name + ": no file matches " + path + ".");
    }
    return files;
  }

  private static boolean isPattern(String text) {
    return text.contains("*") || text.contains("?");
  }

  private static ImmutableList<Path> matches(Path folder, String pattern) {
    try (var entries = Files.newDirectoryStream(folder, pattern)) {
      return StreamSupport.stream(entries.spliterator(), false)
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(Path::toString))
          .collect(toImmutableList());
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException(e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
