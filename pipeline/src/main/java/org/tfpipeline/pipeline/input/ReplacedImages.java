package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;

/**
 * A batch in which the nearest usable image before it stands for each one that was not usable; the
 * first ones take the last.
 *
 * @param components what there is of each image, {@code [batch, …]} each
 * @param count scalar, how many images have been replaced
 */
record ReplacedImages(ImmutableList<Output<?>> components, Operand<TInt64> count) {

  /** In the error of a step whose whole batch is unusable. */
  static final String NOT_ONE = "not one usable image";

  /**
   * Adds the replacement to a graph.
   *
   * @param usable {@code [batch]}
   */
  static ReplacedImages of(Ops tf, List<Output<?>> components, Operand<TBool> usable) {
    var one = tf.dtypes.cast(usable, TInt64.class);
    var positions = tf.reshape(tf.where(usable), tf.array(-1));
    var found = tf.sum(one, tf.constant(0));
    var check =
        tf.assertThat(tf.math.greater(found, tf.constant(0L)), List.of(tf.constant(NOT_ONE)));
    var divisor = tf.withControlDependencies(List.of(check)).identity(found);
    // How many usable ones there are up to each place is the number, from 1, of the nearest.
    var before = tf.math.sub(tf.math.cumsum(one, tf.constant(0)), tf.constant(1L));
    var source = tf.gather(positions, tf.math.floorMod(before, divisor), tf.constant(0));
    var replaced = ImmutableList.<Output<?>>builder();
    for (var component : components) {
      replaced.add(tf.gather(component, source, tf.constant(0)).asOutput());
    }
    var all = tf.size(usable, TInt64.class);
    return new ReplacedImages(replaced.build(), tf.math.sub(all, found));
  }
}
