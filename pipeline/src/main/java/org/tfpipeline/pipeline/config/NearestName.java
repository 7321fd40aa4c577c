package org.tfpipeline.pipeline.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
public final class NearestName {

  private NearestName() {}

  /** The candidate that takes the fewest edits to reach, when that is few for the name's length. */
  public static Optional<String> find(String name, Collection<String> candidates) {
    int tolerance = Math.max(2, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> edits(name, candidate) <= tolerance)
        .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
  }

  /** The end of a sentence about an unknown name: "; did you mean …?", or just its full stop. */
  public static String question(String name, Collection<String> candidates) {
    return find(name, candidates).map(found -> "; did you mean " + found + "?").orElse(".");
  }

  /** Levenshtein distance, one row at a time. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
