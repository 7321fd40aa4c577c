package org.tfpipeline.tools.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Input that has to be a file. */
final class InputFile {

  private InputFile() {}

  /** Writes a new file; some file systems wait for the disk when one is emptied and rewritten. */
  static Path write(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    return Files.write(file, content);
  }
}
