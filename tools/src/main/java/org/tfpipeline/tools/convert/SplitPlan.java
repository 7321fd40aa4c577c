package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Deals images out to splits and orders each split at random. An image's place follows from a hash
 * of the seed and the name that its record has, so the result depends neither on the order in which
 * files are listed nor on how the collection lies on the disk.
 */
final class SplitPlan {

  private final long seed;

  SplitPlan(long seed) {
    this.seed = seed;
  }

  /** Uses the splits that the collection's folders make; every image has one. */
  ImmutableListMultimap<String, CheckedImage> ofFolders(
      ImmutableList<String> splits, List<CheckedImage> images) {
    return shuffled(
        splits, images, image -> image.source().split().orElseThrow(IllegalStateException::new));
  }

  /**
   * Deals images out by fractions. Each split gets its share of the whole, and of every class, to
   * within one image.
   */
  ImmutableListMultimap<String, CheckedImage> byFractions(
      SplitFractions fractions, List<CheckedImage> images) {
    var splits = fractions.fractions();
    var dealt = new LinkedHashMap<String, Integer>();
    splits.keySet().forEach(split -> dealt.put(split, 0));
    var assigned = ImmutableMap.<CheckedImage, String>builder();
    int count = 0;
    // Class by class, always to the split that lacks most: that keeps both proportions.
    for (CheckedImage image :
        ImmutableList.sortedCopyOf(byClass().thenComparing(by("split")), images)) {
      count++;
      String split = neediest(splits, dealt, count);
      dealt.merge(split, 1, Integer::sum);
      assigned.put(image, split);
    }
    return shuffled(splits.keySet().asList(), images, assigned.buildOrThrow()::get);
  }

  private static String neediest(
      ImmutableMap<String, Double> fractions, Map<String, Integer> dealt, int count) {
    return fractions.keySet().stream()
        .max(Comparator.comparingDouble(split -> fractions.get(split) * count - dealt.get(split)))
        .orElseThrow();
  }

  private ImmutableListMultimap<String, CheckedImage> shuffled(
      ImmutableList<String> splits,
      List<CheckedImage> images,
      Function<CheckedImage, String> splitOf) {
    var plan = ImmutableListMultimap.<String, CheckedImage>builder();
    plan.orderKeysBy(Comparator.comparingInt(splits::indexOf));
    plan.orderValuesBy(by("order"));
    images.forEach(image -> plan.put(splitOf.apply(image), image));
    return plan.build();
  }

  private static Comparator<CheckedImage> byClass() {
    return Comparator.comparing(
        image -> image.source().label().map(label -> label.index()).orElse(0L));
  }

  private Comparator<CheckedImage> by(String purpose) {
    Comparator<CheckedImage> byHash = Comparator.comparingLong(image -> hash(purpose, image));
    return byHash.thenComparing(image -> image.source().displayName());
  }

  private long hash(String purpose, CheckedImage image) {
    return Hashing.murmur3_128()
        .newHasher()
        .putLong(seed)
        .putString(purpose, StandardCharsets.UTF_8)
        .putString(image.source().name(), StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }
}
