package org.tfpipeline.pipeline.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands at a place of a text-format file. The parser tells the place of an error but not the
 * field; this reads the text before it, which was well-formed so far.
 *
 * @param field the field at the place: whose name, colon or value stands there, as far as one can
 *     tell
 * @param isValue whether the place is behind the field's colon
 * @param found the text at the place, empty at the end of the file
 */
record TextPosition(String field, boolean isValue, String found) {

  private static final String STRING = "\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?";
  private static final Pattern TOKEN = Pattern.compile("#[^\\n]*|" + STRING + "|[\\w.+-]+|\\S");

  /** Reads up to a line and column, both from 1. */
  static TextPosition at(String text, int line, int column) {
    int end = offsetOf(text, line, column);
    Deque<String> groups = new ArrayDeque<>();
    String name = "";
    boolean afterColon = false;
    Matcher token = TOKEN.matcher(text);
    while (token.find() && token.start() < end) {
      switch (token.group().charAt(0)) {
        case '#' -> {}
        case '{', '<' -> {
          groups.addLast(name);
          afterColon = false;
        }
        case '}', '>' -> {
          groups.pollLast();
          afterColon = false;
        }
        case ':' -> afterColon = true;
        default -> {
          name = token.group();
          afterColon = false;
        }
      }
    }
    String found = token.find(end) ? token.group() : "";
    boolean isName = !afterColon && !found.equals(":");
    String field = FieldPaths.join(String.join(".", groups), isName ? found : name);
    return new TextPosition(field, afterColon, found);
  }

  private static int offsetOf(String text, int line, int column) {
    int offset = 0;
    for (int i = 1; i < line; i++) {
      offset = text.indexOf('\n', offset) + 1;
    }
    return Math.min(text.length(), offset + column - 1);
  }
}
