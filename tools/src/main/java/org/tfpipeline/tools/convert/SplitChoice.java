package org.tfpipeline.tools.convert;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import java.util.List;

/** How {@code --split} divides a collection. */
public sealed interface SplitChoice permits SplitFractions, SplitLists {

  /** The parts of the value. A path may have commas, as long as no equals sign follows them. */
  static List<String> entries(String value) {
    return Splitter.onPattern(",(?=[^,=/]*=)").trimResults().splitToList(value);
  }

  /** Reads {@code train=0.9,validation=0.1} or {@code train=train.txt,validation=val.txt}. */
  static SplitChoice parse(String value) throws OptionException {
    boolean lists =
        entries(value).stream()
            .map(entry -> entry.substring(entry.indexOf('=') + 1))
            .allMatch(part -> !part.isEmpty() && Doubles.tryParse(part) == null);
    return lists && value.contains("=") ? SplitLists.parse(value) : SplitFractions.parse(value);
  }
}
