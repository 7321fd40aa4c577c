package org.tfpipeline.pipeline.export;

import static org.tfpipeline.pipeline.export.StructuredValues.dict;
import static org.tfpipeline.pipeline.export.StructuredValues.tensorSpecDict;
import static org.tfpipeline.pipeline.export.StructuredValues.tensorSpecTuple;
import static org.tfpipeline.pipeline.export.StructuredValues.tuple;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedBareConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tfpipeline.model.variables.Variable;

/**
 * What Python finds in the SavedModel: variables, functions, signatures, and how they hang
 * together.
 */
final class ObjectGraph {
  private static final String DEFAULT_SIGNATURE = "serving_default";

  private final ObjectNodes nodes = new ObjectNodes();
  private final SavedObjectGraph.Builder graph = SavedObjectGraph.newBuilder();
  private final Map<Variable<?>, Integer> variableNodes = new LinkedHashMap<>();
  private final int root;
  private final int signatures;

  ObjectGraph(ImmutableList<Variable<?>> variables) {
    root = nodes.addObject();
    for (Variable<?> variable : variables) {
      variableNodes.put(variable, addVariable(variable));
    }
    nodes.listsFromNumberedObjects();
    // A loaded root has no lists of its variables unless they are saved as attributes.
    addVariableList("variables", variables);
    addVariableList("trainable_variables", variables.stream().filter(Variable::trainable).toList());
    signatures = nodes.addUserObject("signature_map");
    nodes.addChild(root, "signatures", signatures);
  }

  /** The key under which the checkpoint of a SavedModel holds a variable. */
  static String checkpointKey(Variable<?> variable) {
    return variable.name() + "/.ATTRIBUTES/VARIABLE_VALUE";
  }

  /** Makes the function an attribute of the root, under each of the names. */
  void addFunction(FunctionBody body, Collection<String> attributes) {
    var inputs = body.function().inputs();
    addConcreteFunction(body, tuple(tensorSpecTuple(inputs), dict(Map.of())));
    int node =
        nodes.add(
            SavedObject.newBuilder()
                .setFunction(
                    SavedFunction.newBuilder()
                        .addConcreteFunctions(body.name())
                        .setFunctionSpec(FunctionSpecs.positional(body.function()))));
    attributes.forEach(attribute -> nodes.addChild(root, attribute, node));
  }

  void addSignature(String key, FunctionBody wrapper) {
    var inputs = wrapper.function().inputs();
    addConcreteFunction(wrapper, tuple(tuple(), tensorSpecDict(inputs)));
    int node =
        nodes.add(
            SavedObject.newBuilder()
                .setBareConcreteFunction(
                    SavedBareConcreteFunction.newBuilder()
                        .setConcreteFunctionName(wrapper.name())
                        .addAllArgumentKeywords(inputs.keySet())
                        .setAllowedPositionalArguments(inputs.size() == 1 ? 1 : 0)
                        .setFunctionSpec(FunctionSpecs.keywords(wrapper.function()))));
    nodes.addChild(signatures, key, node);
    if (key.equals(DEFAULT_SIGNATURE)) {
      // Python keeps this one when it saves the loaded object again.
      nodes.addChild(root, "_default_save_signature", node);
    }
  }

  SavedObjectGraph savedObjectGraph() {
    return graph.clone().addAllNodes(nodes.savedObjects()).build();
  }

  TrackableObjectGraph trackableObjectGraph() {
    return nodes.trackableObjectGraph();
  }

  private int addVariable(Variable<?> variable) {
    int node =
        nodes.addWithValue(
            SavedObject.newBuilder()
                .setVariable(
                    SavedVariable.newBuilder()
                        .setName(variable.name())
                        .setDtype(variable.value().asOutput().dataType())
                        .setShape(TensorShapes.proto(variable.shape()))
                        .setTrainable(variable.trainable())),
            variable.name(),
            checkpointKey(variable));
    List<String> path = Splitter.on('.').splitToList(variable.name());
    int parent = root;
    for (String segment : path.subList(0, path.size() - 1)) {
      parent = nodes.childObject(parent, segment);
    }
    nodes.addChild(parent, path.get(path.size() - 1), node);
    return node;
  }

  private void addVariableList(String attribute, List<Variable<?>> variables) {
    int list = nodes.addList();
    for (int i = 0; i < variables.size(); i++) {
      nodes.addChild(list, Integer.toString(i), variableNodes.get(variables.get(i)));
    }
    nodes.addChild(root, attribute, list);
  }

  private void addConcreteFunction(FunctionBody body, StructuredValue inputs) {
    var concrete =
        SavedConcreteFunction.newBuilder()
            .setCanonicalizedInputSignature(inputs)
            .setOutputSignature(tensorSpecDict(body.function().outputs()));
    body.captures().forEach(variable -> concrete.addBoundInputs(variableNodes.get(variable)));
    graph.putConcreteFunctions(body.name(), concrete.build());
  }
}
