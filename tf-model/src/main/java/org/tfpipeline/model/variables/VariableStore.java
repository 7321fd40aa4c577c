package org.tfpipeline.model.variables;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph. Resource variables only: reference variables race with their updates
 * and cannot be exported for training in Python.
 */
public final class VariableStore {
  private final Ops tf;
  private final Map<String, Variable<?>> variables = new LinkedHashMap<>();

  /** An empty store in the graph that {@code tf} builds. */
  public VariableStore(Ops tf) {
    this.tf = tf;
  }

  /** What builds operations in the graph of the variables. */
  public Ops ops() {
    return tf;
  }

  /** All variables in the order of their creation. */
  public ImmutableList<Variable<?>> variables() {
    return ImmutableList.copyOf(variables.values());
  }

  /** A float variable. */
  public Variable<TFloat32> create(
      String name, Shape shape, Operand<TFloat32> initialValue, boolean trainable) {
    return create(name, shape, TFloat32.class, DataType.DT_FLOAT, initialValue, trainable);
  }

  /** A counter: a scalar that starts at zero and is never trained. */
  public Variable<TInt64> createCounter(String name) {
    return create(
        name,
        Shape.scalar(),
        TInt64.class,
        DataType.DT_INT64,
        tf.constant(0L),
        /* trainable= */ false);
  }

  private <T extends TType> Variable<T> create(
      String name,
      Shape shape,
      Class<T> type,
      DataType dataType,
      Operand<T> initialValue,
      boolean trainable) {
    if (variables.containsKey(name)) {
      throw new IllegalArgumentException("There is a variable " + name + " already.");
    }
    // Ops.withName refuses '/', the operation builder does not. Node and shared name are the same
    // because TensorFlow Lite looks for that.
    Output<T> handle =
        tf.scope()
            .env()
            .opBuilder("VarHandleOp", name, tf.scope())
            .setAttr("dtype", dataType)
            .setAttr("shape", shape)
            .setAttr("shared_name", name)
            .build()
            .output(0);
    Operand<T> value = tf.readVariableOp(handle, type);
    Op initializer = tf.assignVariableOp(handle, initialValue);
    var variable = new Variable<>(name, shape, handle, value, initializer, trainable);
    variables.put(name, variable);
    return variable;
  }
}
