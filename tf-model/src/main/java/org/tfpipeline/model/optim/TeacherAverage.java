package org.tfpipeline.model.optim;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.variables.Variable;

/**
 * The teacher as the moving average of the student: {@code t ← m·t + (1 − m)·s} (DINO, section
 * 3.1).
 */
public final class TeacherAverage {
  private final Ops tf;
  private final Operand<TFloat32> keep;
  private final Operand<TFloat32> take;

  /** {@code momentum} is a scalar. */
  public TeacherAverage(Ops tf, Operand<TFloat64> momentum) {
    this.tf = tf;
    this.keep = tf.dtypes.cast(momentum, TFloat32.class);
    this.take = tf.dtypes.cast(tf.math.sub(tf.constant(1.0), momentum), TFloat32.class);
  }

  /**
   * Moves a teacher's variable.
   *
   * @param studentUpdated what must have happened before the student is read
   */
  public Op move(Variable<TFloat32> teacher, Variable<TFloat32> student, Op studentUpdated) {
    var updated =
        tf.withControlDependencies(List.of(studentUpdated))
            .readVariableOp(student.handle(), TFloat32.class);
    return tf.assignVariableOp(
        teacher.handle(),
        tf.math.add(tf.math.mul(keep, teacher.value()), tf.math.mul(take, updated)));
  }
}
