package org.tfpipeline.pipeline.eval;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The weighted nearest-neighbour classifier of the DINO evaluation (section 4.1, after Wu et al.,
 * CVPR 2018): the k most similar known images vote with {@code exp(cosine / 0.07)}.
 */
final class KnnClassifier {
  private static final double TEMPERATURE = 0.07;

  private final LabelledFeatures known;
  private final int neighbors;

  KnnClassifier(LabelledFeatures known, int neighbors) {
    this.known = known;
    this.neighbors = neighbors;
  }

  /** The share of images whose class is told right. */
  double accuracy(LabelledFeatures asked) {
    long right =
        IntStream.range(0, asked.labels().size())
            .filter(i -> classify(asked.features().get(i)) == asked.labels().get(i))
            .count();
    return (double) right / asked.labels().size();
  }

  private long classify(ImmutableDoubleArray feature) {
    var similarities =
        known.features().stream().mapToDouble(other -> cosine(feature, other)).toArray();
    Map<Long, Double> votes = new HashMap<>();
    IntStream.range(0, similarities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarities[i]))
        .limit(neighbors)
        .forEach(
            i ->
                votes.merge(
                    known.labels().get(i), Math.exp(similarities[i] / TEMPERATURE), Double::sum));
    return votes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** The cosine of vectors of length one. */
  private static double cosine(ImmutableDoubleArray a, ImmutableDoubleArray b) {
    double sum = 0;
    for (int i = 0; i < a.length(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }
}
