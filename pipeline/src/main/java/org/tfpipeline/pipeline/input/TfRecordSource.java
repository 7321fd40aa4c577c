package org.tfpipeline.pipeline.input;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * TFRecord files as a user names them.
 *
 * @param pattern a file, a folder or a glob, for messages
 * @param files the files behind it, sorted
 */
public record TfRecordSource(String pattern, ImmutableList<Path> files) {

  /** Part of the name of every TFRecord file, sharded or not. */
  private static final String INFIX = ".tfrecord";

  /** Marks the files of the training split, as TensorFlow Datasets names them. */
  private static final String TRAINING_INFIX = "-train.tfrecord";

  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern GLOB_CHARACTERS = Pattern.compile("[*?\\[{]");

  /**
   * Finds the files behind a path.
   *
   * @param pattern a file; a folder, meaning the files right in it whose names contain {@code
   *     .tfrecord}, and of these only the training split where there is one; or a glob such as
   *     {@code data/*-train.tfrecord-*}
   * @throws IOException if there are none; the message is one sentence for the user
   */
  public static TfRecordSource resolve(String pattern) throws IOException {
    if (URI.matcher(pattern).matches()) {
      throw new IOException(
          "'%s' is a URI, but data is read from local paths only; copy it or mount its storage."
              .formatted(pattern));
    }
    var files = find(pattern);
    for (var file : files) {
      if (!Files.isReadable(file)) {
        throw new IOException("'%s' cannot be read; check its permissions.".formatted(file));
      }
    }
    return new TfRecordSource(pattern, files);
  }

  private static ImmutableList<Path> find(String pattern) throws IOException {
    if (GLOB_CHARACTERS.matcher(pattern).find() && !Files.exists(Path.of(pattern))) {
      return glob(pattern);
    }
    var path = Path.of(pattern);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (!Files.exists(path)) {
      throw new IOException(
          "'%s' does not exist; name a TFRecord file, a folder of them or a glob."
              .formatted(pattern));
    }
    return ImmutableList.of(path);
  }

  private static ImmutableList<Path> folder(Path folder) throws IOException {
    ImmutableList<Path> all;
    try (var entries = Files.list(folder)) {
      all = sortedFiles(entries.filter(file -> nameContains(file, INFIX)));
    }
    if (all.isEmpty()) {
      throw new IOException(
          "'%s' holds no file whose name contains '%s'; run 'tfpipeline convert' to make some."
              .formatted(folder, INFIX));
    }
    var training =
        all.stream().filter(f -> nameContains(f, TRAINING_INFIX)).collect(toImmutableList());
    return training.isEmpty() ? all : training;
  }

  private static ImmutableList<Path> glob(String pattern) throws IOException {
    var base = Path.of(pattern);
    while (base != null && GLOB_CHARACTERS.matcher(base.toString()).find()) {
      base = base.getParent();
    }
    var start = base == null ? Path.of("") : base;
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    var matching = ImmutableList.<Path>of();
    if (Files.isDirectory(start)) {
      try (var entries = Files.walk(start)) {
        matching = sortedFiles(entries.filter(matcher::matches));
      }
    }
    if (matching.isEmpty()) {
      throw new IOException(
          "No file matches '%s'; check the folder and quote the pattern.".formatted(pattern));
    }
    return matching;
  }

  private static boolean nameContains(Path file, String part) {
    return file.getFileName().toString().contains(part);
  }

  private static ImmutableList<Path> sortedFiles(Stream<Path> paths) {
    return paths.filter(Files::isRegularFile).sorted().collect(toImmutableList());
  }

  /**
   * Counts the records of all files; only their headers are read.
   *
   * @throws IOException if a file is not a TFRecord file or ends within a record, in one sentence
   */
  public long countRecords() throws IOException {
    long count = 0;
    for (var file : files) {
      count += RecordCounter.count(file);
    }
    if (count == 0) {
      throw new IOException(
          "'%s' holds no records; run 'tfpipeline convert' to make some.".formatted(pattern));
    }
    return count;
  }
}
