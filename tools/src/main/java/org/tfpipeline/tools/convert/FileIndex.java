package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files below a folder, hidden ones left out, by their names without suffix.
 *
 * @param folder the folder
 * @param files paths below the folder, with slashes, sorted
 */
record FileIndex(Path folder, ImmutableListMultimap<String, String> files) {

  static FileIndex of(Path folder) throws IOException {
    var files = ImmutableListMultimap.<String, String>builder();
    try (var entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      entries
          .filter(FileNames::isFile)
          .map(folder::relativize)
          .filter(file -> !FileNames.isHidden(file))
          .map(FileNames::slashed)
          .sorted()
          .forEach(name -> files.put(FileNames.withoutSuffix(name), name));
    }
    return new FileIndex(folder, files.build());
  }

  /** Finds a folder that a format has. */
  static Path folder(Path root, String name, String format) throws IOException {
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "input folder %s has no folder %s, where --format %s has its files"
              .formatted(root, name, format));
    }
    return folder;
  }

  ImmutableList<String> get(String nameWithoutSuffix) {
    return files.get(nameWithoutSuffix);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Whether a file of it claims to be an image, or is one. */
  boolean isImage(String name) throws IOException {
    return ImageSignature.promisesImage(path(name));
  }
}
