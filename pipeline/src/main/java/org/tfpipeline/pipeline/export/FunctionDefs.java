package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.ResourceHandleProto;
import org.tfpipeline.model.variables.Variable;

/** Cuts functions out of a graph, in the form in which Python's loader expects them. */
final class FunctionDefs {
  private static final String CALL = "StatefulPartitionedCall";

  private final Graph graph;
  private final ImmutableList<Variable<?>> variables;

  FunctionDefs(Graph graph, ImmutableList<Variable<?>> variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /** The function with its inputs, and then the handles of the variables it reads, as arguments. */
  FunctionBody body(ExportedFunction function) {
    ImmutableList<Variable<?>> captures = captures(function);
    FunctionDef.Builder definition = cut(function, captures).toBuilder();
    // The loader recognises this form of a name and gives the function its plain name back.
    definition
        .getSignatureBuilder()
        .setName("__inference_" + function.name() + "_0")
        .setIsStateful(true);
    addStaticShapes(definition);
    return new FunctionBody(function, captures, describeArguments(definition, function, captures));
  }

  /**
   * A function that only calls the body. A signature takes its inputs by keyword, and so it cannot
   * share a definition with a function that takes them by position.
   */
  FunctionBody signatureWrapper(String signatureKey, FunctionBody body) {
    var definition = FunctionDef.newBuilder();
    var signature =
        definition
            .getSignatureBuilder()
            .setName("__inference_signature_wrapper_" + signatureKey + "_0")
            .setIsStateful(true);
    var arguments = new ArrayList<String>();
    for (OpDef.ArgDef argument : body.definition().getSignature().getInputArgList()) {
      signature.addInputArg(argument.toBuilder().clearHandleData());
      arguments.add(argument.getName());
    }
    var outputShapes = body.function().outputs().values().stream().map(Operand::shape).toList();
    definition.addNodeDef(
        call(CALL, body, arguments).putAttr("_output_shapes", AttrValues.shapes(outputShapes)));
    int index = 0;
    for (OpDef.ArgDef output : body.definition().getSignature().getOutputArgList()) {
      signature.addOutputArg(output);
      definition.putRet(output.getName(), CALL + ":output:" + index++);
    }
    return new FunctionBody(
        body.function(),
        body.captures(),
        describeArguments(definition, body.function(), body.captures()));
  }

  /** A node that calls the function with the named tensors. */
  static NodeDef.Builder call(String nodeName, FunctionBody body, List<String> arguments) {
    OpDef signature = body.definition().getSignature();
    return NodeDef.newBuilder()
        .setName(nodeName)
        .setOp(CALL)
        .addAllInput(arguments)
        .putAttr("Tin", argumentTypes(signature.getInputArgList()))
        .putAttr("Tout", argumentTypes(signature.getOutputArgList()))
        .putAttr("f", AttrValues.function(body.name()));
  }

  private static AttrValue argumentTypes(List<OpDef.ArgDef> arguments) {
    return AttrValues.types(arguments.stream().map(OpDef.ArgDef::getType).toList());
  }

  private ImmutableList<Variable<?>> captures(ExportedFunction function) {
    var needed = graph.subgraphTo(ImmutableSet.copyOf(function.outputs().values()));
    return variables.stream()
        .filter(variable -> needed.contains(variable.handle().op()))
        .collect(ImmutableList.toImmutableList());
  }

  private FunctionDef cut(ExportedFunction function, ImmutableList<Variable<?>> captures) {
    var signature = Signature.builder(function.name());
    function.inputs().forEach(signature::input);
    captures.forEach(
        variable -> signature.input("capture of " + variable.name(), variable.handle()));
    function.outputs().forEach(signature::output);
    try (var concrete = ConcreteFunction.create(signature.build(), graph)) {
      return concrete.getFunctionDef();
    }
  }

  /** Without them Python knows less about the tensors inside than this graph does. */
  private void addStaticShapes(FunctionDef.Builder definition) {
    for (NodeDef.Builder node : definition.getNodeDefBuilderList()) {
      var operation = graph.operation(node.getName());
      if (operation != null) {
        List<Shape> shapes =
            IntStream.range(0, operation.numOutputs())
                .mapToObj(operation::output)
                .map(Output::shape)
                .toList();
        node.putAttr("_output_shapes", AttrValues.shapes(shapes));
      }
    }
  }

  /** Names and shapes of the arguments; behind a handle, the type and shape of its variable. */
  private static FunctionDef describeArguments(
      FunctionDef.Builder definition,
      ExportedFunction function,
      ImmutableList<Variable<?>> captures) {
    var shapes = new ArrayList<Shape>();
    function
        .inputs()
        .forEach(
            (name, input) -> {
              definition.putArgAttr(
                  shapes.size(),
                  argumentName(name)
                      .putAttr("_output_shapes", AttrValues.shapes(List.of(input.shape())))
                      .build());
              shapes.add(input.shape());
            });
    for (Variable<?> variable : captures) {
      definition
          .getSignatureBuilder()
          .getInputArgBuilder(shapes.size())
          .addHandleData(
              ResourceHandleProto.DtypeAndShape.newBuilder()
                  .setDtype(variable.value().asOutput().dataType())
                  .setShape(TensorShapes.proto(variable.shape())));
      definition.putArgAttr(shapes.size(), argumentName(variable.name()).build());
      shapes.add(Shape.scalar());
    }
    return definition
        .putAttr("_input_shapes", AttrValues.shapes(shapes))
        .putAttr("_construction_context", AttrValues.string("kEagerRuntime"))
        .build();
  }

  private static FunctionDef.ArgAttrs.Builder argumentName(String name) {
    return FunctionDef.ArgAttrs.newBuilder()
        .putAttr("_user_specified_name", AttrValues.string(name));
  }
}
