package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The images beside these tests. */
public final class TestImages {

  /** Seven photographs in the classes hat and shoes. */
  public static final Path PHOTOGRAPHS = path("photographs");

  private TestImages() {}

  /** A file or folder below {@code convert} in the test resources. */
  public static Path path(String name) {
    try {
      return Path.of(TestImages.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a folder and what is below it. */
  public static Path copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return to;
  }
}
