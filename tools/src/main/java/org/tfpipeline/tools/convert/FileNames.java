package org.tfpipeline.tools.convert;

import java.nio.file.Files;
import java.nio.file.Path;

/** Paths below a folder as names, with slashes on every system. */
final class FileNames {

  private FileNames() {}

  static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  /** The name without the suffix of its last part. */
  static String withoutSuffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
  }

  /** The last part without its suffix. */
  static String stem(String name) {
    return withoutSuffix(name.substring(name.lastIndexOf('/') + 1));
  }

  static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** A link to nothing counts: the image behind it is missing, and that must be said. */
  static boolean isFile(Path path) {
    return Files.isRegularFile(path) || (Files.isSymbolicLink(path) && !Files.exists(path));
  }
}
