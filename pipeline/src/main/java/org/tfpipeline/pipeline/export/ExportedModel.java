package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.tfpipeline.model.variables.Variable;

/**
 * What a SavedModel offers.
 *
 * @param variables the weights; {@code blocks.3.attn.qkv.weight} is found in Python by that name
 *     and as the attribute {@code model.blocks[3].attn.qkv.weight}
 * @param functions the functions that the next two refer to by name
 * @param attributes from attributes of the Python object to functions; {@code __call__} makes the
 *     object itself callable
 * @param signatures from signature keys to functions
 */
public record ExportedModel(
    ImmutableList<Variable<?>> variables,
    ImmutableList<ExportedFunction> functions,
    ImmutableMap<String, String> attributes,
    ImmutableMap<String, String> signatures) {

  public ExportedModel {
    ImmutableSet<String> names =
        functions.stream().map(ExportedFunction::name).collect(ImmutableSet.toImmutableSet());
    checkArgument(names.size() == functions.size(), "two functions have one name: %s", functions);
    checkArgument(
        names.containsAll(attributes.values()), "%s are not all in %s", attributes, names);
    checkArgument(
        names.containsAll(signatures.values()), "%s are not all in %s", signatures, names);
  }

  /** The function of a name that is there. */
  public ExportedFunction function(String name) {
    return functions.stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
