package org.tfpipeline.tfrecords;

import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A folder that appears under its name whole or not at all. Files are written into a hidden
 * sibling, {@code .NAME.incomplete}, which {@link #commit} renames. What a killed process left in
 * the sibling is removed by the next one; a lock beside it keeps two processes apart.
 */
public final class StagedFolder implements Closeable {

  private final Path target;
  private final Path staging;
  private final FileLease lock;
  private boolean committed;

  private StagedFolder(Path target, Path staging, FileLease lock) {
    this.target = target;
    this.staging = staging;
    this.lock = lock;
  }

  /**
   * Starts writing a data set.
   *
   * @param folder the folder to appear; its parents are made
   * @param replace whether a data set that is there may be replaced
   * @throws IOException if the folder is in the way or its parent cannot be written to
   */
  public static StagedFolder create(Path folder, boolean replace) throws IOException {
    checkReplaceable(folder, replace);
    return open(folder);
  }

  /**
   * Starts writing.
   *
   * @param folder the folder to appear; its parents are made
   * @param replaceable what may be there and is replaced
   * @throws IOException if the folder is in the way or its parent cannot be written to
   */
  public static StagedFolder create(Path folder, Replaceable replaceable) throws IOException {
    checkReplaceable(folder, replaceable);
    return open(folder);
  }

  private static StagedFolder open(Path folder) throws IOException {
    Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
    Path staging = target.resolveSibling("." + target.getFileName() + ".incomplete");
    try {
      Files.createDirectories(target.getParent());
      var lock = lock(target.resolveSibling("." + target.getFileName() + ".lock"), folder);
      try {
        FileTree.delete(staging);
        Files.createDirectory(staging);
        return new StagedFolder(target, staging, lock);
      } catch (IOException | RuntimeException e) {
        try (lock) {
          throw e;
        }
      }
    } catch (FileSystemException e) {
      throw unwritable(folder, e);
    }
  }

  /**
   * Refuses a folder that may not be written, before any work is put into its content.
   *
   * @param replace whether a data set that is there may be replaced
   */
  public static void checkReplaceable(Path folder, boolean replace) throws IOException {
    if (!replace && !entries(folder).isEmpty()) {
      throw new IOException(
          "output folder %s is there already and not empty; name another, or replace it with --force"
              .formatted(folder));
    }
    checkReplaceable(folder, DataSetFiles.REPLACEABLE);
  }

  /**
   * Refuses a folder that may not be written, before any work is put into its content.
   *
   * @param replaceable what may be there and is replaced
   */
  public static void checkReplaceable(Path folder, Replaceable replaceable) throws IOException {
    for (Path entry : entries(folder)) {
      if (!replaceable.includes().test(entry)) {
        throw new IOException(
            "output folder %s is not replaced because it holds %s, which is no part of %s; name another"
                .formatted(folder, entry.getFileName(), replaceable.name()));
      }
    }
  }

  /** What is in the folder; nothing if it is not there. */
  private static ImmutableList<Path> entries(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return ImmutableList.of();
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "output %s is a file; name a folder to be made instead".formatted(folder));
    }
    return FileTree.list(folder);
  }

  private static FileLease lock(Path file, Path folder) throws IOException {
    return FileLease.take(file)
        .orElseThrow(
            () ->
                new IOException(
                    "another process is writing output folder %s; wait for it or name another"
                        .formatted(folder)));
  }

  private static IOException unwritable(Path folder, FileSystemException fault) {
    return new IOException(
        "output folder %s cannot be made (%s at %s); name one in a folder that can be written to"
            .formatted(folder, reason(fault), fault.getFile()),
        fault);
  }

  private static String reason(FileSystemException fault) {
    if (fault instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (fault instanceof FileAlreadyExistsException || fault instanceof NotDirectoryException) {
      return "a file is in the way";
    }
    return fault.getReason() == null ? "no folder can be made" : fault.getReason();
  }

  /** Where to write the files. */
  public Path path() {
    return staging;
  }

  /** Makes the files durable and lets the folder appear under its name. */
  public void commit() throws IOException {
    FileTree.force(staging);
    Path replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
    try {
      if (Files.exists(target)) {
        FileTree.delete(replaced);
        Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
      }
      appear(replaced);
    } catch (FileSystemException e) {
      throw unwritable(target, e);
    }
    committed = true;
    FileTree.forceFolder(target.getParent());
    FileTree.delete(replaced);
  }

  /** What was there before comes back if this fails. */
  private void appear(Path replaced) throws IOException {
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(replaced)) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  /** Removes what was written, unless it was committed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (!committed) {
        FileTree.delete(staging);
      }
    }
  }
}
