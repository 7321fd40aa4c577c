package org.tfpipeline.model.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/** A graph with parameters and its session: to build a layer, fill its variables and run it. */
public final class LayerTrial implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final VariableStore store = new VariableStore(tf);
  private final ParameterScope scope = ParameterScope.root(store, "", 1);

  public Ops tf() {
    return tf;
  }

  public Session session() {
    return session;
  }

  public VariableStore store() {
    return store;
  }

  /** The root of all parameters, without a network's name in front. */
  public ParameterScope scope() {
    return scope;
  }

  /** Normal random numbers, the same for the same seed. */
  public static FloatNdArray random(long seed, double stddev, long... shape) {
    var random = new Random(seed);
    var values = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (stddev * random.nextGaussian());
    }
    return array(values, shape);
  }

  /** An array over values in row-major order. */
  public static FloatNdArray array(float[] values, long... shape) {
    return NdArrays.wrap(Shape.of(shape), DataBuffers.of(values));
  }

  /** The values of an array in row-major order. */
  public static float[] flat(FloatNdArray array) {
    var values = new float[Math.toIntExact(array.size())];
    array.copyTo(NdArrays.wrap(array.shape(), DataBuffers.of(values)));
    return values;
  }

  public Operand<TFloat32> constant(Values values) {
    return tf.constant(values.shape(), DataBuffers.of(values.flat()));
  }

  public Operand<TFloat32> constant(FloatNdArray value) {
    return tf.constant(value.shape(), DataBuffers.of(flat(value)));
  }

  /** Gives every variable its initial value. */
  public void initialize() {
    runOps(store.variables().stream().map(Variable::initializer).toList());
  }

  /** Gives every parameter random values, so that none is as regular as at the start. */
  public void randomize(double stddev) {
    initialize();
    for (var parameter : scope.parameters()) {
      var values = random(parameter.name().hashCode(), stddev, parameter.shape().asArray());
      assign(parameter.name(), constant(values));
    }
  }

  /** Gives a variable a value. */
  public void assign(String variable, Operand<TFloat32> value) {
    var handle =
        Iterables.find(store.variables(), candidate -> candidate.name().equals(variable)).handle();
    runOps(List.of(tf.assignVariableOp(handle, value)));
  }

  public Operand<TFloat32> parameter(String name) {
    return Iterables.find(scope.parameters(), candidate -> candidate.name().equals(name)).value();
  }

  /**
   * The gradients of {@code Σ y · upstream}.
   *
   * @param upstream of the shape of {@code y}
   */
  public ImmutableList<Operand<TFloat32>> gradients(
      Operand<TFloat32> y, Operand<TFloat32> upstream, List<Operand<TFloat32>> xs) {
    var gradients =
        graph.addGradients(
            null,
            new Output<?>[] {y.asOutput()},
            xs.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
            new Output<?>[] {upstream.asOutput()});
    var typed = ImmutableList.<Operand<TFloat32>>builder();
    for (Output<?> gradient : gradients) {
      typed.add(gradient.expect(TFloat32.class));
    }
    return typed.build();
  }

  /** The value of a tensor. */
  public FloatNdArray run(Operand<TFloat32> tensor) {
    return run(List.of(tensor), session.runner()).get(0);
  }

  /** The values of several tensors, from one run. */
  public ImmutableList<FloatNdArray> run(List<Operand<TFloat32>> tensors) {
    return run(tensors, session.runner());
  }

  /** The values of several tensors, from one run that also does what the runner was told. */
  public static ImmutableList<FloatNdArray> run(
      List<Operand<TFloat32>> tensors, Session.Runner runner) {
    tensors.forEach(runner::fetch);
    var values = ImmutableList.<FloatNdArray>builder();
    try (var result = runner.run()) {
      for (int i = 0; i < tensors.size(); i++) {
        values.add(array(flat((TFloat32) result.get(i)), result.get(i).shape().asArray()));
      }
    }
    return values.build();
  }

  private void runOps(List<? extends Op> ops) {
    var all = tf.withControlDependencies(List.<Op>copyOf(ops)).noOp();
    session.runner().addTarget(all).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
