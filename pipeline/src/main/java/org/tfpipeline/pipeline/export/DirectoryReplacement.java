package org.tfpipeline.pipeline.export;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A directory that appears whole or not at all. It is filled under another name beside its place;
 * {@link #commit} renames it. A SavedModel that is there already stays until then.
 */
final class DirectoryReplacement implements AutoCloseable {
  private final Path target;
  private final Path aside;
  private final Path replaced;

  DirectoryReplacement(Path directory, String fileThatMarksReplaceable) throws IOException {
    target = directory.toAbsolutePath().normalize();
    checkReplaceable(fileThatMarksReplaceable);
    String suffix = UUID.randomUUID().toString();
    aside = target.resolveSibling("." + target.getFileName() + ".writing-" + suffix);
    replaced = target.resolveSibling("." + target.getFileName() + ".replaced-" + suffix);
    Files.createDirectories(aside);
  }

  /** Where to write. */
  Path path() {
    return aside;
  }

  void commit() throws IOException {
    if (Files.exists(target)) {
      Files.move(target, replaced);
    }
    Files.move(aside, target);
  }

  @Override
  public void close() throws IOException {
    delete(aside);
    delete(replaced);
  }

  private void checkReplaceable(String marker) throws IOException {
    if (Files.notExists(target) || Files.exists(target.resolve(marker))) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(target)) {
      try (var content = Files.list(target)) {
        empty = content.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new FileAlreadyExistsException(
          target + " exists and is not a SavedModel; choose another output or remove it.");
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      // Ours, under a name that nobody can guess: following it is safe where the system offers no
      // better way.
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
