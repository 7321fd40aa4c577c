package org.tfpipeline.tools.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A picture to write.
 *
 * @param flag that names it
 * @param file where
 */
record SheetFile(String flag, Path file) {

  /** Refuses other formats. */
  SheetFile {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new UsageException(
          "%s %s must end in .png, the only format there is".formatted(flag, file));
    }
  }

  /** Refuses, before anything is done, a place where it cannot be written. */
  void checkPlace(boolean force) throws IOException {
    checkPlace(flag, file, force);
  }

  /** The same for a file of any format. */
  static void checkPlace(String flag, Path file, boolean force) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "%s is no folder to write %s to; make it first".formatted(folder, flag));
    }
    if (Files.isDirectory(file)) {
      throw new IOException("%s %s is a folder; name a file in it".formatted(flag, file));
    }
    if (!force && Files.exists(file)) {
      throw new IOException(
          "%s is there already; name another file, or replace it with --force".formatted(file));
    }
  }

  /** Tells of names that are missing on it. */
  void warnIfBare(boolean lettered, Console console) {
    if (!lettered) {
      console
          .err()
          .printf("%s has no text, since Java finds no font; install fontconfig and one%n", file);
    }
  }
}
