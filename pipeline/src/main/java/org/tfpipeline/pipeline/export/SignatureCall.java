package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import org.tensorflow.Operand;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A signature for readers that know no object graph (Java, C++, TensorFlow Serving).
 *
 * @param nodes placeholders and a call, to be part of the main graph
 * @param definition the signature's entry, which names their tensors
 */
record SignatureCall(ImmutableList<NodeDef> nodes, SignatureDef definition) {

  static SignatureCall of(String key, FunctionBody wrapper) {
    var nodes = ImmutableList.<NodeDef>builder();
    var definition = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    var arguments = new ArrayList<String>();
    wrapper
        .function()
        .inputs()
        .forEach(
            (name, input) -> {
              String node = key + "_" + name;
              nodes.add(placeholder(node, input));
              definition.putInputs(name, tensorInfo(node + ":0", input));
              arguments.add(node);
            });
    wrapper.captures().forEach(variable -> arguments.add(variable.name()));
    String call = "StatefulPartitionedCall_" + key;
    nodes.add(FunctionDefs.call(call, wrapper, arguments).build());
    int index = 0;
    for (var output : wrapper.function().outputs().entrySet()) {
      definition.putOutputs(output.getKey(), tensorInfo(call + ":" + index++, output.getValue()));
    }
    return new SignatureCall(nodes.build(), definition.build());
  }

  private static NodeDef placeholder(String name, Operand<?> input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValues.type(input.asOutput().dataType()))
        .putAttr("shape", AttrValues.shape(input.shape()))
        .build();
  }

  private static TensorInfo tensorInfo(String tensor, Operand<?> described) {
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(described.asOutput().dataType())
        .setTensorShape(TensorShapes.proto(described.shape()))
        .build();
  }
}
