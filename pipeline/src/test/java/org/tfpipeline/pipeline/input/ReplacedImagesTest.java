package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

final class ReplacedImagesTest {

  @Test
  void theNearestUsableOneBeforeStandsIn() {
    assertThat(replaced(false, false, true, false, true, false))
        .containsExactly(4L, 4L, 2L, 2L, 4L, 4L);
    assertThat(replaced(true, false, false)).containsExactly(0L, 0L, 0L);
    assertThat(replaced(true, true, true)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void withoutAUsableOneTheStepFails() {
    assertThatThrownBy(() -> replaced(false, false))
        .isInstanceOfSatisfying(
            RuntimeException.class, e -> assertThat(InputGraph.isWithoutImage(e)).isTrue());
  }

  /** The numbers of the images that come out; the count must fit to the input. */
  private static List<Long> replaced(boolean... usable) {
    long bad = 0;
    var numbers = new long[usable.length];
    for (int i = 0; i < usable.length; i++) {
      numbers[i] = i;
      bad += usable[i] ? 0 : 1;
    }
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var images =
          ReplacedImages.of(tf, List.of(tf.constant(numbers).asOutput()), tf.constant(usable));
      try (var result =
          session.runner().fetch(images.components().get(0)).fetch(images.count()).run()) {
        assertThat(((TInt64) result.get(1)).getLong()).isEqualTo(bad);
        return ((TInt64) result.get(0)).streamOfObjects().toList();
      }
    }
  }
}
