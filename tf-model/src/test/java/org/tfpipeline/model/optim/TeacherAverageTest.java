package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.reference.LayerTrial;

class TeacherAverageTest {

  @Test
  void movesTowardsTheStudentThatHasJustBeenUpdated() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      var shape = Shape.of(2);
      var store = trial.store();
      var teacher = store.create("teacher/a", shape, tf.constant(new float[] {1, -1}), true);
      var student = store.create("student/a", shape, tf.constant(new float[] {1, -1}), true);
      var doubled = tf.math.mul(student.value(), tf.constant(2f));
      var updated = tf.assignVariableOp(student.handle(), doubled);
      var momentum = tf.placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()));
      var move = new TeacherAverage(tf, momentum).move(teacher, student, updated);
      trial.initialize();

      double[] momenta = {0.996, 0.5, 0.999, 1};
      double expectedTeacher = 1;
      double expectedStudent = 1;
      for (double m : momenta) {
        try (var fed = TFloat64.scalarOf(m)) {
          trial.session().runner().feed(momentum, fed).addTarget(move).run().close();
        }
        expectedStudent *= 2;
        expectedTeacher = m * expectedTeacher + (1 - m) * expectedStudent;
        var values = LayerTrial.flat(trial.run(teacher.value()));
        assertThat((double) values[0]).isCloseTo(expectedTeacher, within(1e-6));
        assertThat((double) values[1]).isCloseTo(-expectedTeacher, within(1e-6));
      }
    }
  }
}
