package org.tfpipeline.model.reference;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * A layer of the official code with its input, parameters, output and gradients: a test builds ours
 * on the same input and asks whether it does the same.
 *
 * <p>The files have PyTorch's layouts: images are channels first, weights outputs first.
 */
public final class OfficialLayer implements AutoCloseable {
  private final String name;
  private final ImmutableMap<String, FloatNdArray> tensors =
      ReferenceTensors.read("ops.safetensors");
  private final LayerTrial trial = new LayerTrial();
  private final Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();

  /** Opens a case of {@code ops.safetensors}. */
  public OfficialLayer(String name) {
    this.name = name;
  }

  public Ops tf() {
    return trial.tf();
  }

  public ParameterScope scope() {
    return trial.scope();
  }

  /** An input in our layout, by its name such as {@code x}. */
  public Operand<TFloat32> input(String input) {
    return inputs.computeIfAbsent(input, key -> image(name + "." + key));
  }

  /** Compares the output, and the gradients of all inputs and parameters. */
  public void verify(Operand<TFloat32> y) {
    verify(y, "");
  }

  /**
   * Likewise, for a layer inside another.
   *
   * @param path of the layer's parameters, with a dot at the end
   */
  public void verify(Operand<TFloat32> y, String path) {
    trial.initialize();
    var names = new ArrayList<String>(List.of("y"));
    var expected = new ArrayList<Operand<TFloat32>>(List.of(constant(name + ".y")));
    var differentiated = new ArrayList<Operand<TFloat32>>();
    inputs.forEach(
        (input, operand) -> {
          names.add("g" + input);
          expected.add(image(name + ".g" + input));
          differentiated.add(operand);
        });
    var prefix = name + ".param.";
    for (var key : tensors.keySet()) {
      if (key.startsWith(prefix)) {
        var parameter = key.substring(prefix.length());
        trial.assign(path + parameter, weight(key));
        names.add("gradient of " + parameter);
        expected.add(weight(name + ".grad." + parameter));
        differentiated.add(trial.parameter(path + parameter));
      }
    }
    var upstream = tf().reshape(constant(name + ".gy"), tf().shape(y));
    var actual = new ArrayList<Operand<TFloat32>>(List.of(y));
    actual.addAll(trial.gradients(y, upstream, differentiated));
    var expectedValues = trial.run(expected);
    var actualValues = trial.run(actual);
    for (int i = 0; i < names.size(); i++) {
      Closeness.assertClose(names.get(i), actualValues.get(i), expectedValues.get(i));
    }
  }

  /** Compares another result with a tensor of the case; after {@link #verify}. */
  public void verify(String tensor, Operand<TFloat32> actual) {
    Closeness.assertClose(tensor, trial.run(actual), tensors.get(name + "." + tensor));
  }

  private Operand<TFloat32> constant(String key) {
    return trial.constant(tensors.get(key));
  }

  private Operand<TFloat32> image(String key) {
    return tensors.get(key).rank() == 4 ? transposed(key, 0, 2, 3, 1) : constant(key);
  }

  private Operand<TFloat32> weight(String key) {
    return switch (tensors.get(key).rank()) {
      case 2 -> transposed(key, 1, 0);
      case 4 -> transposed(key, 2, 3, 1, 0);
      default -> constant(key);
    };
  }

  private Operand<TFloat32> transposed(String key, int... axes) {
    return tf().linalg.transpose(constant(key), tf().constant(axes));
  }

  @Override
  public void close() {
    trial.close();
  }
}
