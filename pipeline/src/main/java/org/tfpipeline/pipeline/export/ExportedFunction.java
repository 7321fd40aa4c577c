package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.tensorflow.Operand;

/**
 * A part of a graph that the SavedModel offers as a function.
 *
 * <p>Inputs and outputs are sorted by key because TensorFlow flattens dictionaries in that order:
 * in any other, a signature silently swaps its outputs.
 *
 * @param name what the function is called inside the SavedModel
 * @param inputs placeholders by the name of the argument
 * @param outputs results by the key in the dictionary that the function returns
 */
public record ExportedFunction(
    String name,
    ImmutableSortedMap<String, Operand<?>> inputs,
    ImmutableSortedMap<String, Operand<?>> outputs) {

  public ExportedFunction {
    checkArgument(!inputs.isEmpty(), "function %s has no inputs", name);
    checkArgument(!outputs.isEmpty(), "function %s has no outputs", name);
  }

  /** A function of one input. */
  public static ExportedFunction of(
      String name, String inputName, Operand<?> input, Map<String, ? extends Operand<?>> outputs) {
    return new ExportedFunction(
        name, ImmutableSortedMap.of(inputName, input), ImmutableSortedMap.copyOf(outputs));
  }
}
