package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import org.tensorflow.proto.FunctionDef;
import org.tfpipeline.model.variables.Variable;

/**
 * A function as the SavedModel stores it.
 *
 * @param function what it computes
 * @param captures the variables it reads, in the order in which their handles follow the inputs
 *     among the arguments of the definition
 * @param definition the computation
 */
record FunctionBody(
    ExportedFunction function, ImmutableList<Variable<?>> captures, FunctionDef definition) {

  String name() {
    return definition.getSignature().getName();
  }
}
