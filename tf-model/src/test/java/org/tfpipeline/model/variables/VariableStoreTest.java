package org.tfpipeline.model.variables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tfpipeline.model.reference.LayerTrial;

class VariableStoreTest {

  @Test
  void variablesKeepTheirOrderAndTheNamesOfTheirNodes() {
    try (var trial = new LayerTrial()) {
      var tf = trial.tf();
      var store = trial.store();
      store.create("student/b.weight", Shape.of(2), tf.constant(new float[] {1, 2}), true);
      store.create("a", Shape.of(1), tf.constant(new float[] {3}), false);
      store.createCounter("optimizer/step");
      assertThat(store.variables())
          .extracting(Variable::name)
          .containsExactly("student/b.weight", "a", "optimizer/step");
      assertThat(store.variables())
          .allSatisfy(
              variable -> assertThat(variable.handle().op().name()).isEqualTo(variable.name()));
    }
  }

  @Test
  void aNameIsTakenOnce() {
    try (var trial = new LayerTrial()) {
      var store = trial.store();
      var zero = trial.tf().constant(0f);
      store.create("center", Shape.scalar(), zero, false);
      assertThatThrownBy(() -> store.create("center", Shape.scalar(), zero, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("There is a variable center already.");
      assertThatThrownBy(() -> store.createCounter("center"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(store.variables()).hasSize(1);
    }
  }

  @Test
  void aCounterIsAWholeNumberFromZero() {
    try (var trial = new LayerTrial()) {
      Variable<TInt64> counter = trial.store().createCounter("step");
      trial.initialize();
      var value = trial.run(trial.tf().dtypes.cast(counter.value(), TFloat32.class));
      assertThat(value.getFloat()).isZero();
      assertThat(counter.value().type()).isEqualTo(TInt64.class);
      assertThat(counter.shape()).isEqualTo(Shape.scalar());
      assertThat(counter.trainable()).isFalse();
    }
  }

  @Test
  void initializersCanBeRunAgain() {
    try (var trial = new LayerTrial()) {
      var initial = trial.tf().constant(new float[] {1, 2});
      var variable = trial.store().create("a", Shape.of(2), initial, true);
      trial.initialize();
      trial.assign("a", trial.tf().constant(new float[] {7, 8}));
      assertThat(LayerTrial.flat(trial.run(variable.value()))).containsExactly(7, 8);
      trial.initialize();
      assertThat(LayerTrial.flat(trial.run(variable.value()))).containsExactly(1, 2);
    }
  }
}
