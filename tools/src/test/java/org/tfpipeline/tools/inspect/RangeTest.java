package org.tfpipeline.tools.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.TreeMultiset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeTest {

  @Test
  void knowsTheMedian() {
    assertThat(Range.of(TreeMultiset.create(List.of(5L, 1L, 9L, 9L, 2L))))
        .isEqualTo(new Range(5, 1, 5, 9));
    assertThat(Range.of(TreeMultiset.create(List.of(4L, 1L)))).isEqualTo(new Range(2, 1, 1, 4));
    assertThat(Range.of(TreeMultiset.create(List.of(3L, 3L, 3L, 8L))))
        .isEqualTo(new Range(4, 3, 3, 8));
  }

  @Test
  void ofNothingIsZero() {
    assertThat(Range.of(TreeMultiset.create())).isEqualTo(new Range(0, 0, 0, 0));
  }
}
