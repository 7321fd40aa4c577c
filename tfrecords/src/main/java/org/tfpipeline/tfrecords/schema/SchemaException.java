package org.tfpipeline.tfrecords.schema;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.io.IOException;

/** A record that lacks what a schema wants. The message names the feature, in one sentence. */
public final class SchemaException extends IOException {

  private static final int LONGEST_QUOTE = 40;

  SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A value from a record, which may be of any length and hold anything, for a message. */
  static String quoted(String value) {
    String start = Ascii.truncate(value, LONGEST_QUOTE, "…");
    return "'" + CharMatcher.javaIsoControl().replaceFrom(start, '?') + "'";
  }
}
