package org.tfpipeline.model.reference;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.tfpipeline.model.variables.Variable;

/** Moves weights between the variables of a session and PyTorch's names and layouts. */
public final class Weights {
  private Weights() {}

  /**
   * Assigns variables in a single run. Adds operations to the session's graph.
   *
   * @param official by the variables' names, in PyTorch's layout
   */
  public static void assign(
      Session session, List<? extends Variable<?>> variables, Map<String, Values> official) {
    var tf = Ops.create(session.graph()).withSubScope("assign_weights");
    var byName = byName(variables);
    if (official.isEmpty()) {
      return; // A run without anything to do is refused.
    }
    var runner = session.runner();
    var fed = new ArrayList<TFloat32>();
    official.forEach(
        (name, values) -> {
          var variable = byName.get(name);
          if (variable == null) {
            throw new AssertionError("There is no variable " + name + ".");
          }
          var placeholder = tf.placeholder(TFloat32.class);
          var tensor = values.fromOfficialLayout().reshaped(variable.shape()).tensor();
          fed.add(tensor);
          runner.feed(placeholder, tensor);
          runner.addTarget(tf.assignVariableOp(variable.handle(), placeholder));
        });
    try {
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** The values of float variables by name, in PyTorch's layout, from a single run. */
  public static ImmutableMap<String, Values> read(
      Session session, List<? extends Variable<?>> variables) {
    var operands = ImmutableMap.<String, Operand<TFloat32>>builder();
    for (var variable : variables) {
      if (variable.value().type() == TFloat32.class) {
        operands.put(variable.name(), variable.value().asOutput().expect(TFloat32.class));
      }
    }
    return ImmutableMap.copyOf(
        Maps.transformValues(
            fetch(session.runner(), operands.buildOrThrow()), Values::toOfficialLayout));
  }

  /** The values of tensors by name, from the run that the runner makes. */
  public static ImmutableMap<String, Values> fetch(
      Session.Runner runner, Map<String, ? extends Operand<? extends TType>> tensors) {
    // The same tensor may have several names, but is fetched once.
    var distinct = tensors.values().stream().map(Operand::asOutput).distinct().toList();
    distinct.forEach(runner::fetch);
    var values = ImmutableMap.<String, Values>builder();
    try (var result = runner.run()) {
      tensors.forEach(
          (name, tensor) ->
              values.put(
                  name, Values.of((TFloat32) result.get(distinct.indexOf(tensor.asOutput())))));
    }
    return values.buildOrThrow();
  }

  private static ImmutableMap<String, Variable<?>> byName(List<? extends Variable<?>> variables) {
    var byName = ImmutableMap.<String, Variable<?>>builder();
    variables.forEach(variable -> byName.put(variable.name(), variable));
    return byName.buildOrThrow();
  }
}
