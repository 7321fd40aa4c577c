package org.tfpipeline.pipeline.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Changes of files that a crash cannot leave half done. */
final class DurableFiles {
  private DurableFiles() {}

  /** Gives a file a content, all of it or none, whatever was there before. */
  static void replace(Path file, Path aside, String content) throws IOException {
    Files.writeString(aside, content);
    forceFile(aside);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(file.getParent());
  }

  /** A name that nothing has yet: the given one, or that with a number after it. */
  static Path free(Path wanted) {
    var free = wanted;
    for (int number = 2; Files.exists(free); number++) {
      free = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return free;
  }

  /** Puts what was written to a file on the disk. */
  static void forceFile(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Puts what was made, renamed or deleted in a folder on the disk. */
  static void forceFolder(Path folder) throws IOException {
    // Only POSIX systems can open a folder.
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
