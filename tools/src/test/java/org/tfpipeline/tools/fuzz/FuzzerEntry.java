package org.tfpipeline.tools.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Jazzer enters: it wants a class with a method of this name, and knows no parameters. */
public final class FuzzerEntry {

  private static final FuzzTarget TARGET = FuzzTarget.named(System.getProperty("fuzz.target"));
  private static final Path FOLDER = folder();

  private FuzzerEntry() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Runs the target on one input; whatever it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    TARGET.run(input, FOLDER);
  }
}
