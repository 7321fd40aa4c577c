package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.device.SessionConfig;

/**
 * The variables of a SavedModel's main graph with the operations that save and restore them: what
 * readers without an object graph run, and what writes the SavedModel's checkpoint.
 */
final class SaverGraph implements AutoCloseable {
  /** The loader looks up under this key which object a value belongs to. */
  private static final String OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

  private final ImmutableList<Variable<?>> variables;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Ops saver = tf.withSubScope("save");
  private final Placeholder<TString> prefix;
  private final List<Operand<?>> values = new ArrayList<>();
  private final Output<?> saved;
  private final Op restored;

  SaverGraph(ImmutableList<Variable<?>> variables, TrackableObjectGraph objects) {
    this.variables = variables;
    prefix =
        saver.withName("filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    List<Output<? extends TType>> handles = new ArrayList<>();
    for (Variable<?> variable : variables) {
      Output<? extends TType> handle = handle(variable);
      handles.add(handle);
      values.add(tf.readVariableOp(handle, variable.value().type()));
    }
    saved = saveAll(objects);
    restored = restoreAll(handles);
  }

  /**
   * Writes the values that the variables have in the session as a tensor bundle.
   *
   * @throws IOException if its files cannot be written
   */
  void save(Path bundlePrefix, Session session) throws IOException {
    var read = session.runner();
    variables.forEach(variable -> read.fetch(variable.value()));
    try (Result current = read.run();
        TString path = TString.scalarOf(bundlePrefix.toString());
        var writing = new Session(graph, SessionConfig.of(new Device.Cpu()))) {
      // Nothing is assigned in this graph: the reads are fed.
      var write = writing.runner().feed(prefix, path).addTarget(saved.op());
      for (int i = 0; i < values.size(); i++) {
        write.feed(values.get(i), current.get(i));
      }
      runWrite(write, bundlePrefix);
    }
  }

  private static void runWrite(Session.Runner write, Path bundlePrefix) throws IOException {
    try {
      write.run().close();
    } catch (TensorFlowException e) {
      throw new IOException(
          "The weights cannot be written to " + bundlePrefix + ": " + FirstLine.of(e), e);
    }
  }

  GraphDef graphDef() {
    return graph.toGraphDef();
  }

  SaverDef saverDef() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(prefix.op().name() + ":0")
        .setSaveTensorName(saved.op().name() + ":0")
        .setRestoreOpName(restored.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  @Override
  public void close() {
    graph.close();
  }

  private Output<? extends TType> handle(Variable<?> variable) {
    // Ops.withName refuses names with a slash, the operation builder takes them.
    return graph
        .opBuilder("VarHandleOp", variable.name(), tf.scope())
        .setAttr("dtype", dataType(variable))
        .setAttr("shape", variable.shape())
        .setAttr("shared_name", variable.name())
        .build()
        .output(0);
  }

  private Output<?> saveAll(TrackableObjectGraph objects) {
    List<String> keys = new ArrayList<>(checkpointKeys());
    List<Operand<?>> tensors = new ArrayList<>(values);
    keys.add(OBJECT_GRAPH_KEY);
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(objects.toByteArray()))) {
      tensors.add(saver.constantOf(bytes));
    }
    Op save = saver.train.save(prefix, strings(keys), wholeTensors(keys.size()), tensors);
    return saver
        .withControlDependencies(save)
        .withName("control_dependency")
        .identity(prefix)
        .output();
  }

  private Op restoreAll(List<Output<? extends TType>> handles) {
    List<Class<? extends TType>> types = new ArrayList<>();
    variables.forEach(variable -> types.add(variable.value().type()));
    List<Output<?>> tensors =
        saver
            .train
            .restore(prefix, strings(checkpointKeys()), wholeTensors(variables.size()), types)
            .tensors();
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      assignments.add(assign(handles.get(i), tensors.get(i)));
    }
    return saver.withControlDependencies(assignments).withName("restore_all").noOp();
  }

  @SuppressWarnings("unchecked") // An output always is an operand of some TType.
  private Op assign(Output<? extends TType> handle, Output<?> value) {
    return saver.assignVariableOp(handle, (Operand<TType>) value);
  }

  private List<String> checkpointKeys() {
    return variables.stream().map(ObjectGraph::checkpointKey).toList();
  }

  private Operand<TString> strings(List<String> values) {
    return saver.array(values.toArray(String[]::new));
  }

  /** One empty slice specification a tensor. */
  private Operand<TString> wholeTensors(int count) {
    return strings(Collections.nCopies(count, ""));
  }

  private static DataType dataType(Variable<?> variable) {
    return variable.value().asOutput().dataType();
  }
}
