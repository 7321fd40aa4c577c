package org.tfpipeline.pipeline.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * A layer of the official code with its inputs, parameters, output and gradients, to build ours on
 * the same inputs and see whether it does the same.
 */
final class OfficialLayer implements AutoCloseable {
  private final ReferenceCase reference;
  private final String tag;
  private final LayerTrial trial = new LayerTrial();
  private final Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();

  /** {@code tag} is what the names of the layer's tensors start with. */
  OfficialLayer(ReferenceCase reference, String tag) {
    this.reference = reference;
    this.tag = tag;
  }

  Ops tf() {
    return trial.tf();
  }

  ParameterScope scope() {
    return trial.scope();
  }

  Values tensor(String name) {
    return reference.tensor(tag + "." + name);
  }

  /** The size of an axis of a tensor. */
  int size(String tensor, int axis) {
    return Math.toIntExact(tensor(tensor).shape().get(axis));
  }

  boolean has(String tensor) {
    return reference.has(tag + "." + tensor);
  }

  /** An input by its name such as {@code x}; images in our layout. */
  Operand<TFloat32> input(String input) {
    return inputs.computeIfAbsent(input, name -> trial.constant(image(name)));
  }

  private Values image(String name) {
    var values = tensor(name);
    return values.shape().numDimensions() == 4 ? values.transposed(0, 2, 3, 1) : values;
  }

  /**
   * Compares the output, and the gradients of all inputs and parameters.
   *
   * @param path of the layer's parameters in ours, with a dot at the end unless it is empty
   */
  void verify(Operand<TFloat32> y, String path) {
    verify(
        y,
        path,
        (name, actual, expected) -> {
          if (name.endsWith("attn.k.bias")) {
            // The softmax ignores what all keys share: the true gradient is zero.
            Tolerance.checkWithin(tag + "." + name, actual, expected, Tolerance.VANISHING);
          } else {
            Tolerance.GRADIENTS.check(tag + "." + name, actual, expected);
          }
        });
  }

  /**
   * Likewise row by row, for inputs whose rows are of very different size.
   *
   * @param rounding what the layer makes of rounding in each row of a tensor, by the names of
   *     tensors
   */
  void verifyRows(Operand<TFloat32> y, Map<String, IntToDoubleFunction> rounding) {
    verify(
        y,
        "",
        (name, actual, expected) ->
            Tolerance.GRADIENTS.checkRows(
                tag + "." + name, actual, expected, rounding.getOrDefault(name, row -> 0)));
  }

  /** Compares a tensor of the case. */
  @FunctionalInterface
  private interface Comparison {
    void check(String name, Values actual, Values expected);
  }

  private void verify(Operand<TFloat32> y, String path, Comparison comparison) {
    var parameters = reference.namesAfter(tag + ".param.");
    var weights = new LinkedHashMap<String, Values>();
    parameters.forEach(name -> weights.put(path + name, tensor("param." + name)));
    trial.initialize();
    Weights.assign(trial.session(), trial.store().variables(), weights);

    var differentiated = new LinkedHashMap<String, Operand<TFloat32>>();
    inputs.forEach((name, input) -> differentiated.put("g" + name, input));
    // A parameter that is fixed has no gradient.
    reference
        .namesAfter(tag + ".grad.")
        .forEach(name -> differentiated.put("grad." + name, trial.parameter(path + name)));
    var upstream = tf().reshape(trial.constant(tensor("gy")), tf().shape(y));
    var gradients = trial.gradients(y, upstream, List.copyOf(differentiated.values())).iterator();
    var tensors = new LinkedHashMap<String, Operand<TFloat32>>();
    tensors.put("y", y);
    differentiated.keySet().forEach(name -> tensors.put(name, gradients.next()));

    var values = Weights.fetch(trial.session().runner(), tensors);
    values.forEach(
        (name, actual) -> {
          boolean weight = name.startsWith("grad.");
          comparison.check(
              name,
              weight ? actual.toOfficialLayout() : actual,
              weight ? tensor(name) : image(name));
        });
  }

  /** Compares another result; after {@link #verify(Operand, String)}. */
  void verifyTensor(String tensor, Operand<TFloat32> actual) {
    var values = Weights.fetch(trial.session().runner(), Map.of(tensor, actual)).get(tensor);
    Tolerance.ACTIVATIONS.check(tag + "." + tensor, values, tensor(tensor));
  }

  @Override
  public void close() {
    trial.close();
  }
}
