package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/**
 * Which part of a collection goes to which split.
 *
 * @param fractions of each split, in order, adding up to 1
 */
public record SplitFractions(ImmutableMap<String, Double> fractions) implements SplitChoice {

  /** Everything in one split. */
  public static final SplitFractions TRAIN = new SplitFractions(ImmutableMap.of("train", 1.0));

  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z][A-Za-z0-9_]*)=([0-9]*\\.?[0-9]+(?:[eE]-?[0-9]+)?)");
  private static final double TOLERANCE = 1e-6;

  /** Reads {@code train=0.9,validation=0.1}. */
  public static SplitFractions parse(String value) throws OptionException {
    var fractions = new LinkedHashMap<String, Double>();
    double sum = 0;
    for (String entry : SplitChoice.entries(value)) {
      var matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new OptionException(
            "--split has '%s'; write NAME=FRACTION, as in train=0.9,validation=0.1"
                .formatted(entry));
      }
      double fraction = Double.parseDouble(matcher.group(2));
      if (fraction <= 0) {
        throw new OptionException("--split %s must be above 0".formatted(entry));
      }
      if (fractions.put(matcher.group(1), fraction) != null) {
        throw new OptionException("--split names %s twice".formatted(matcher.group(1)));
      }
      sum += fraction;
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new OptionException("the fractions of --split add up to %s, not 1".formatted(sum));
    }
    return new SplitFractions(ImmutableMap.copyOf(fractions));
  }
}
