package org.tfpipeline.pipeline.export;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that appears whole or not at all. It is filled in a hidden sibling, {@code
 * .NAME.incomplete}, which {@link #commit} renames; what is there already stays until then. What a
 * killed process left in the sibling is removed by the next one.
 */
final class DirectoryReplacement implements AutoCloseable {
  private final Path target;
  private final Path staging;
  private final Path replaced;

  /**
   * Starts filling a directory.
   *
   * @param marker the file by which a directory that may be replaced is known
   * @throws IOException if something else is in the directory's place, or nothing can be written
   *     beside it
   */
  DirectoryReplacement(Path directory, String marker) throws IOException {
    target =
        Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath().normalize();
    checkReplaceable(target, marker);
    staging = target.resolveSibling("." + target.getFileName() + ".incomplete");
    replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
    try {
      delete(staging);
      Files.createDirectories(staging);
    } catch (FileSystemException e) {
      throw new IOException(
          directory + " cannot be written (" + e + "); choose an output in a folder that can be.",
          e);
    }
  }

  /** Where to write. */
  Path path() {
    return staging;
  }

  void commit() throws IOException {
    delete(replaced);
    if (Files.exists(target)) {
      Files.move(target, replaced);
    }
    Files.move(staging, target);
    delete(replaced);
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() throws IOException {
    delete(staging);
  }

  private static void checkReplaceable(Path directory, String marker) throws IOException {
    if (Files.exists(directory)
        && Files.notExists(directory.resolve(marker))
        && !isEmptyDirectory(directory)) {
      throw new FileAlreadyExistsException(
          directory + " exists and is not a SavedModel; choose another output or remove it.");
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (var content = Files.list(path)) {
      return content.findAny().isEmpty();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      // The folders are this class's own. Where the system has no safe way to delete below a folder
      // that others might swap meanwhile, the plain way has to do.
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
