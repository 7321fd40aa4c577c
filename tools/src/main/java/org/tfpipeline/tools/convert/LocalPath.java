package org.tfpipeline.tools.convert;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths as users write them. */
public final class LocalPath {

  private LocalPath() {}

  /**
   * Reads the value of an option.
   *
   * @param option its name, for the message
   */
  public static Path parse(String option, String value) throws OptionException {
    if (value.contains("://")) {
      throw new OptionException(
          "%s %s is a URI; only local paths are supported".formatted(option, value));
    }
    if (value.isBlank()) {
      throw new OptionException("%s is empty; name a folder".formatted(option));
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new OptionException("%s %s is not a path (%s)".formatted(option, value, e.getReason()));
    }
  }
}
