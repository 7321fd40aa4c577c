package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;
import org.tfpipeline.model.variables.Variable;

/** Saving and restoring variables as a TensorFlow tensor bundle, under their own names. */
final class Checkpoint {
  private final Placeholder<TString> prefix;
  private final Op save;
  private final Op restore;

  Checkpoint(Ops tf, ImmutableList<Variable<?>> variables) {
    this.prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names =
        tf.array(variables.stream().map(Variable::name).toArray(String[]::new));
    var wholeTensors = new String[variables.size()];
    Arrays.fill(wholeTensors, "");
    Operand<TString> slices = tf.array(wholeTensors);

    List<Operand<?>> values = new ArrayList<>();
    List<Class<? extends TType>> types = new ArrayList<>();
    for (var variable : variables) {
      values.add(variable.value());
      types.add(variable.value().type());
    }
    this.save = tf.train.save(prefix, names, slices, values);
    var restored = tf.train.restore(prefix, names, slices, types).tensors();
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      assignments.add(tf.assignVariableOp(variables.get(i).handle(), restored.get(i)));
    }
    this.restore = tf.withControlDependencies(assignments).noOp();
  }

  /** Writes all variables to files that start with the given path. */
  void save(Session session, Path path) {
    run(session, path, save);
  }

  /** Reads all variables from files that start with the given path. */
  void restore(Session session, Path path) {
    run(session, path, restore);
  }

  private void run(Session session, Path path, Op target) {
    try (var fed = TString.scalarOf(path.toString())) {
      session.runner().feed(prefix, fed).addTarget(target).run().close();
    }
  }
}
