package org.tfpipeline.tfrecords;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Removal of folders, and forcing their content to the disk. */
final class FileTree {

  private FileTree() {}

  static ImmutableList<Path> list(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().collect(ImmutableList.toImmutableList());
    }
  }

  /** Removes a file or folder, if it is there. Links are removed, not followed. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : list(path)) {
        delete(entry);
      }
    }
    Files.deleteIfExists(path);
  }

  /** Forces the files of a folder and of those below it, and then its listing, to the disk. */
  static void force(Path folder) throws IOException {
    for (Path entry : list(folder)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        force(entry);
      } else if (Files.isRegularFile(entry)) {
        try (var channel = FileChannel.open(entry, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    forceFolder(folder);
  }

  static void forceFolder(Path folder) throws IOException {
    // Only POSIX systems can open a folder to force its listing.
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
