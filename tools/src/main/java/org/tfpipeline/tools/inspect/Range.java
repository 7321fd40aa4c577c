package org.tfpipeline.tools.inspect;

import com.google.common.collect.Multiset;
import com.google.common.collect.SortedMultiset;

/**
 * How numbers are spread; all zero if there are none.
 *
 * @param count how many numbers
 * @param smallest of them
 * @param median the lower one of an even count
 * @param largest of them
 */
public record Range(long count, long smallest, long median, long largest) {

  static Range of(SortedMultiset<Long> numbers) {
    if (numbers.isEmpty()) {
      return new Range(0, 0, 0, 0);
    }
    return new Range(
        numbers.size(),
        numbers.firstEntry().getElement(),
        median(numbers),
        numbers.lastEntry().getElement());
  }

  private static long median(SortedMultiset<Long> numbers) {
    int before = (numbers.size() - 1) / 2;
    for (Multiset.Entry<Long> entry : numbers.entrySet()) {
      before -= entry.getCount();
      if (before < 0) {
        return entry.getElement();
      }
    }
    throw new IllegalStateException("no median");
  }
}
