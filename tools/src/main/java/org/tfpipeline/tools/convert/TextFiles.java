package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files that people write: lists and labels. */
final class TextFiles {

  private static final long MOST_BYTES = 256L << 20;

  private TextFiles() {}

  /** The whole text, without a byte order mark. */
  static String read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          "%s has %d bytes, more than the limit of %d"
              .formatted(file, Files.size(file), MOST_BYTES));
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("%s is no text in UTF-8; save it so".formatted(file), e);
    }
  }

  /** The lines that are not blank, without the blanks around them. */
  static ImmutableList<String> lines(Path file) throws IOException {
    return read(file)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(ImmutableList.toImmutableList());
  }
}
