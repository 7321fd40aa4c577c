package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values as RFC 4180 has them: quotes around a field, doubled inside. */
final class CsvText {

  /**
   * A row.
   *
   * @param line number of its first line, from 1
   * @param fields as they are meant, without quotes
   */
  record Row(int line, ImmutableList<String> fields) {}

  private final String text;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();
  private int position;
  private int line = 1;

  private CsvText(String text) {
    this.text = text;
  }

  /**
   * Returns the rows that are not blank.
   *
   * @throws AnnotationException if a quote is not closed, or closed within a field
   */
  static ImmutableList<Row> parse(String text) throws AnnotationException {
    return new CsvText(text).rows();
  }

  private ImmutableList<Row> rows() throws AnnotationException {
    while (position < text.length()) {
      row();
    }
    return ImmutableList.copyOf(rows);
  }

  private void row() throws AnnotationException {
    int start = line;
    fields.clear();
    do {
      fields.add(at('"') ? quoted() : plain());
    } while (skip(','));
    skip('\r');
    if (!skip('\n') && position < text.length()) {
      throw new AnnotationException(
          "has something after a closing quote in line %d; double quotes inside quotes"
              .formatted(line));
    }
    line++;
    if (fields.size() > 1 || !fields.get(0).isBlank()) {
      rows.add(new Row(start, ImmutableList.copyOf(fields)));
    }
  }

  private boolean at(char character) {
    return position < text.length() && text.charAt(position) == character;
  }

  private boolean skip(char character) {
    boolean found = at(character);
    position += found ? 1 : 0;
    return found;
  }

  private String plain() {
    int start = position;
    while (position < text.length() && !at(',') && !at('\n') && !at('\r')) {
      position++;
    }
    return text.substring(start, position);
  }

  private String quoted() throws AnnotationException {
    int start = line;
    var field = new StringBuilder();
    position++;
    while (position < text.length()) {
      char character = text.charAt(position);
      position++;
      if (character == '"' && !skip('"')) {
        return field.toString();
      }
      line += character == '\n' ? 1 : 0;
      field.append(character);
    }
    throw new AnnotationException("has a quote in line %d that is not closed".formatted(start));
  }
}
