package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.Struct.StructuredValue;

/** How a function looks to Python's {@code inspect}: its arguments and what they must be. */
final class FunctionSpecs {

  private FunctionSpecs() {}

  /** Arguments by position or by name, as a function has them. */
  static FunctionSpec positional(ExportedFunction function) {
    return specification(
        function.inputs().keySet(), List.of(), StructuredValues.tensorSpecTuple(function.inputs()));
  }

  /** Arguments by name only, as a signature has them. */
  static FunctionSpec keywords(ExportedFunction function) {
    return specification(List.of(), function.inputs().keySet(), StructuredValues.none());
  }

  private static FunctionSpec specification(
      Collection<String> arguments,
      Collection<String> keywordArguments,
      StructuredValue inputSignature) {
    var fields = ImmutableMap.<String, StructuredValue>builder();
    fields.put("args", StructuredValues.strings(arguments));
    fields.put("varargs", StructuredValues.none());
    fields.put("varkw", StructuredValues.none());
    fields.put("defaults", StructuredValues.none());
    fields.put("kwonlyargs", StructuredValues.strings(keywordArguments));
    fields.put("kwonlydefaults", StructuredValues.none());
    fields.put("annotations", StructuredValues.dict(Map.of()));
    return FunctionSpec.newBuilder()
        .setFullargspec(StructuredValues.namedTuple("FullArgSpec", fields.buildOrThrow()))
        .setInputSignature(inputSignature)
        .build();
  }
}
