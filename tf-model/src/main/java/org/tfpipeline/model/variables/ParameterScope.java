package org.tfpipeline.model.variables;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.Ones;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.framework.initializers.Zeros;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Where a layer gets its parameters. A parameter is called after its path in the network, as in
 * PyTorch ({@code blocks.3.attn.qkv.weight}); the store's name has the network in front ({@code
 * student/backbone.blocks.3.attn.qkv.weight}).
 *
 * <p>Random initial values depend on the seed and the path alone, so a teacher starts as the copy
 * of its student, and adding a layer does not change the others.
 */
public final class ParameterScope {
  /** Official standard deviation of linear weights, position embeddings and class tokens. */
  private static final double NORMAL_STDDEV = 0.02;

  private final VariableStore store;
  private final long seed;
  private final String network;
  private final String path;
  private final List<Variable<TFloat32>> parameters;

  private ParameterScope(
      VariableStore store,
      long seed,
      String network,
      String path,
      List<Variable<TFloat32>> parameters) {
    this.store = store;
    this.seed = seed;
    this.network = network;
    this.path = path;
    this.parameters = parameters;
  }

  /**
   * The root of a network.
   *
   * @param network prefix of all its variables, such as {@code student/}; may be empty
   * @param seed start of the random initial values
   */
  public static ParameterScope root(VariableStore store, String network, long seed) {
    return new ParameterScope(store, seed, network, "", new ArrayList<>());
  }

  /** The scope of a part, such as {@code attn} or {@code blocks.3}. */
  public ParameterScope child(String name) {
    return new ParameterScope(store, seed, network, path + name + ".", parameters);
  }

  /** What builds operations in the graph of the parameters. */
  public Ops ops() {
    return store.ops();
  }

  /** All parameters of this network so far, in the order of their creation. */
  public ImmutableList<Variable<TFloat32>> parameters() {
    return ImmutableList.copyOf(parameters);
  }

  /**
   * Drawn from N(0, 0.02²). The official code truncates at ±2, a hundred standard deviations away:
   * in effect not at all.
   */
  public Operand<TFloat32> normal(String name, long... shape) {
    return create(name, new RandomNormal<>(0, NORMAL_STDDEV, seedOf(name)), true, shape);
  }

  /** Drawn from ±1/√fanIn, PyTorch's default for convolutions and linear layers. */
  public Operand<TFloat32> uniform(String name, int fanIn, long... shape) {
    double bound = 1 / Math.sqrt(fanIn);
    return create(name, new RandomUniform<>(-bound, bound, seedOf(name)), true, shape);
  }

  /** Zero at first: biases. */
  public Operand<TFloat32> zeros(String name, long... shape) {
    return create(name, new Zeros<>(), true, shape);
  }

  /** One at first: scales. */
  public Operand<TFloat32> ones(String name, long... shape) {
    return create(name, new Ones<>(), true, shape);
  }

  /** One for good: a scale that the method fixes but that files name. */
  public Operand<TFloat32> fixedOnes(String name, long... shape) {
    return create(name, new Ones<>(), false, shape);
  }

  private Operand<TFloat32> create(
      String name, Initializer<TFloat32> initializer, boolean trainable, long... shape) {
    Ops tf = ops();
    Operand<TFloat32> initialValue = initializer.call(tf, tf.constant(shape), TFloat32.class);
    var parameter = store.create(network + path + name, Shape.of(shape), initialValue, trainable);
    parameters.add(parameter);
    return parameter.value();
  }

  private long seedOf(String name) {
    return Hashing.sipHash24(seed, 0).hashString(path + name, StandardCharsets.UTF_8).asLong();
  }
}
