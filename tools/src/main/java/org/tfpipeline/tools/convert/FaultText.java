package org.tfpipeline.tools.convert;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;

/** Makes messages that quote a damaged file fit on a line: it may hold anything, of any length. */
final class FaultText {

  private static final int LONGEST = 200;

  private FaultText() {}

  static String of(String message) {
    String line = message.lines().findFirst().orElse("");
    return Ascii.truncate(CharMatcher.javaIsoControl().replaceFrom(line, '?'), LONGEST, "…");
  }
}
