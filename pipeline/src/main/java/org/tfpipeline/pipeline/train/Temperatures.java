package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.Center;
import org.tfpipeline.model.dino.TeacherTargets;

/**
 * What logits are divided by before they are compared.
 *
 * @param student the same all the time
 * @param teacher a scalar that may change from epoch to epoch
 */
record Temperatures(Ops tf, double student, Operand<TFloat32> teacher) {

  /** The student's logits, divided. */
  Operand<TFloat32> divided(Operand<TFloat32> studentLogits) {
    return tf.math.div(studentLogits, tf.constant((float) student));
  }

  /** What the teacher's logits {@code [rows, prototypes]} say the student should give. */
  Operand<TFloat32> targets(Operand<TFloat32> teacherLogits, Center center) {
    return TeacherTargets.sharpen(tf, teacherLogits, center.value(), teacher);
  }
}
