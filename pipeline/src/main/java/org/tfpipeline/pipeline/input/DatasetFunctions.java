package org.tfpipeline.pipeline.input;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Functions that return data sets. TensorFlow for Java refuses those, since it has no type for what
 * they return. So ours return the {@link #standIn} of a data set, and on the way from the graph
 * where they were built to the graph where they run, each is made to return the data set itself.
 */
final class DatasetFunctions {

  private static final String STAND_IN = "DatasetCardinality";

  private DatasetFunctions() {}

  /** What a function returns in place of a data set. */
  static Operand<TInt64> standIn(Ops tf, Operand<? extends TType> dataset) {
    return tf.data.datasetCardinality(dataset);
  }

  /**
   * Copies a graph into another one, its functions returning data sets.
   *
   * @param prefix goes before the names of operations
   */
  static Moved move(Graph from, Graph to, String prefix) {
    var definition = from.toGraphDef().toBuilder();
    for (var function : definition.getLibraryBuilder().getFunctionBuilderList()) {
      returnDataset(function);
    }
    to.importGraphDef(definition.build(), prefix);
    return new Moved(to, prefix);
  }

  /**
   * Where the operations of a graph are now.
   *
   * @param graph the graph they are in
   * @param prefix of their names
   */
  record Moved(Graph graph, String prefix) {

    /** The output that was this one. */
    <T extends TType> Operand<T> find(Operand<T> operand) {
      var output = operand.asOutput();
      return graph.operation(prefix + "/" + output.op().name()).output(output.index());
    }
  }

  private static void returnDataset(FunctionDef.Builder function) {
    for (var output : function.getSignatureBuilder().getOutputArgBuilderList()) {
      var source = function.getRetOrThrow(output.getName()); // Such as "node:output:0".
      int node = indexOf(function, source.substring(0, source.indexOf(':')));
      if (function.getNodeDef(node).getOp().equals(STAND_IN)) {
        function.putRet(output.getName(), function.getNodeDef(node).getInput(0));
        output.setType(DataType.DT_VARIANT);
        function.removeNodeDef(node);
      }
    }
  }

  private static int indexOf(FunctionDef.Builder function, String name) {
    for (int i = 0; i < function.getNodeDefCount(); i++) {
      if (function.getNodeDef(i).getName().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("There is no node " + name + " in the function.");
  }
}
