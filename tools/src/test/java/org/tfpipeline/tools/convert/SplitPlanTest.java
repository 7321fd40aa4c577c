package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageFormat;

class SplitPlanTest {

  private static final SplitFractions FRACTIONS =
      new SplitFractions(ImmutableMap.of("train", 0.8, "validation", 0.15, "test", 0.05));

  @Test
  void eachSplitGetsItsShareOfAllAndOfEachClass() {
    // Classes far smaller than the reciprocal of the smallest fraction, and one large one.
    var images = images(7, 7, 7, 7, 7, 7, 7, 7, 144);
    var plan = new SplitPlan(1).byFractions(FRACTIONS, images);
    assertThat(plan.get("train")).hasSize(160);
    assertThat(plan.get("validation")).hasSize(30);
    assertThat(plan.get("test")).hasSize(10);
    assertThat(plan.values()).containsExactlyInAnyOrderElementsOf(images);
    for (int label = 0; label < 9; label++) {
      double size = label < 8 ? 7 : 144;
      assertThat((double) inClass(plan.get("train"), label))
          .isBetween(size * 0.8 - 1.5, size * 0.8 + 1.5);
    }
    assertThat(plan.keySet()).containsExactly("train", "validation", "test");
  }

  @Test
  void dependsOnTheSeedAndNotOnTheListing() {
    var images = images(50, 50);
    var plan = new SplitPlan(1).byFractions(FRACTIONS, images);
    assertThat(new SplitPlan(1).byFractions(FRACTIONS, Lists.reverse(images))).isEqualTo(plan);
    assertThat(new SplitPlan(2).byFractions(FRACTIONS, images).get("test"))
        .isNotEqualTo(plan.get("test"));
  }

  @Test
  void mixesClasses() {
    var plan = new SplitPlan(1).byFractions(SplitFractions.TRAIN, images(100, 100));
    // Of 200 mixed images, the first half holds 50 of each class, give or take 3.5 on average.
    assertThat(inClass(plan.get("train").subList(0, 100), 0)).isBetween(35L, 65L);
  }

  private static long inClass(List<CheckedImage> images, int label) {
    return images.stream()
        .filter(image -> image.source().label().orElseThrow().index() == label)
        .count();
  }

  private static List<CheckedImage> images(int... sizes) {
    var images = new ArrayList<CheckedImage>();
    for (int label = 0; label < sizes.length; label++) {
      for (int i = 0; i < sizes[label]; i++) {
        String name = "class%d/%d.jpg".formatted(label, i);
        var text = new ClassLabel(label, "class" + label);
        var source = new SourceImage(Path.of(name), name, Optional.of(text), Optional.empty());
        images.add(new CheckedImage(source, Treatment.UNCHANGED, ImageFormat.JPEG, 1, 1, 1, 0, 0));
      }
    }
    return images;
  }
}
