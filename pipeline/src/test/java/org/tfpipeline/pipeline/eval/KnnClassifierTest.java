package org.tfpipeline.pipeline.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Votes worked out by hand: with {@code exp(cosine / 0.07)}, a cosine of 0.8 votes 91,924, one of
 * 0.6 votes 5,280 and one of 0.58 votes 3,968.
 */
final class KnnClassifierTest {

  @Test
  void oneNearNeighbourOutvotesTwoDistantOnes() {
    var known = known(List.of(0.8, 0.6, 0.6), List.of(7L, 3L, 3L));
    assertThat(isOfClass(7, known, 1)).isTrue();
    assertThat(isOfClass(7, known, 3)).isTrue();
  }

  @Test
  void twoNeighboursOutvoteOneThatIsHardlyNearer() {
    var known = known(List.of(0.58, 0.6, 0.58), List.of(3L, 7L, 3L));
    assertThat(isOfClass(7, known, 1)).isTrue();
    assertThat(isOfClass(7, known, 2)).isTrue();
    assertThat(isOfClass(3, known, 3)).isTrue();
  }

  @Test
  void moreNeighboursThanImagesIsAllOfThem() {
    var known = known(List.of(0.58, 0.6, 0.58), List.of(3L, 7L, 3L));
    assertThat(isOfClass(3, known, 20)).isTrue();
  }

  @Test
  void accuracyIsTheShareOfRightAnswers() {
    var known =
        new LabelledFeatures(
            ImmutableList.of(ImmutableDoubleArray.of(1, 0), ImmutableDoubleArray.of(0, 1)),
            ImmutableList.of(0L, 1L));
    var asked =
        new LabelledFeatures(
            ImmutableList.of(
                ImmutableDoubleArray.of(0.8, 0.6),
                ImmutableDoubleArray.of(0.6, 0.8),
                ImmutableDoubleArray.of(-0.6, -0.8)),
            ImmutableList.of(0L, 1L, 1L));
    // The third is less far from (1, 0), of class 0.
    assertThat(new KnnClassifier(known, 1).accuracy(asked)).isCloseTo(2 / 3.0, within(1e-12));
  }

  private static boolean isOfClass(long label, LabelledFeatures known, int neighbors) {
    var asked =
        new LabelledFeatures(
            ImmutableList.of(ImmutableDoubleArray.of(1, 0)), ImmutableList.of(label));
    return new KnnClassifier(known, neighbors).accuracy(asked) == 1;
  }

  /** Features in the plane at the given cosines from (1, 0). */
  private static LabelledFeatures known(List<Double> cosines, List<Long> labels) {
    var features =
        cosines.stream()
            .map(cosine -> ImmutableDoubleArray.of(cosine, Math.sqrt(1 - cosine * cosine)))
            .collect(ImmutableList.toImmutableList());
    return new LabelledFeatures(features, ImmutableList.copyOf(labels));
  }
}
