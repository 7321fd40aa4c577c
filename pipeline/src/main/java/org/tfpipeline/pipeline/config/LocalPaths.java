package org.tfpipeline.pipeline.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads paths that users write. Only the local file system is served. */
public final class LocalPaths {

  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  private LocalPaths() {}

  /**
   * Reads a path.
   *
   * @param name the flag or field it was given for, for the message
   * @throws SettingException when the text is a URI, empty or cannot be a path
   */
  public static Path parse(String name, String text) {
    if (text.isEmpty()) {
      throw new SettingException(name + " is empty; name a path, such as . for this folder.");
    }
    if (URI.matcher(text).matches()) {
      throw new SettingException(
          name
              + " must be a local path, not "
              + text
              + "; copy the files to this machine or mount them.");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new SettingException(
          name + " must be a path, not " + text + ": " + e.getReason() + ".", e);
    }
  }
}
