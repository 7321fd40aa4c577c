package org.tfpipeline.tfrecords;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/** A lock on a file that is there as long as the lock is held, or its holder was killed. */
final class FileLease implements Closeable {
  private final Path file;
  private final FileChannel channel;

  private FileLease(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @return nothing if another process, or another thread of this one, has it
   */
  static Optional<FileLease> take(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (isTaken(channel) && isStillNamed(file, channel)) {
        return Optional.of(new FileLease(file, channel));
      }
    } catch (IOException e) {
      try (channel) {
        throw new FileSystemException(file.toString(), null, e.getMessage());
      }
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      // The lock lives as long as the channel.
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Between opening and locking, the holder before may have removed the file. */
  private static boolean isStillNamed(Path file, FileChannel channel) throws IOException {
    var mark = UUID.randomUUID().toString();
    channel.truncate(0).write(UTF_8.encode(mark));
    try {
      return Files.readString(file).equals(mark);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
    }
  }
}
