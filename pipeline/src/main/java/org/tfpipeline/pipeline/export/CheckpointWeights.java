package org.tfpipeline.pipeline.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;
import org.tfpipeline.model.variables.Variable;

/**
 * The weights of one network in a training checkpoint. Exported names lack what tells the networks
 * of a run apart: {@code blocks.0.norm1.weight} is {@code teacher/backbone.blocks.0.norm1.weight}
 * in the checkpoint, DINO's {@code cls_token} is {@code teacher/backbone.cls_token}, and
 * SelfPatch's {@code ca_head.cls_token} is {@code teacher/ca_head.cls_token}.
 *
 * @param prefix path of the tensor bundle without {@code .index}
 */
record CheckpointWeights(Path prefix, PretrainedNetwork network) {
  private static final String HEAD = "ca_head.";

  /**
   * Assigns every variable its value in the checkpoint. Adds the operations for it to the session's
   * graph.
   *
   * @throws IOException if the checkpoint is missing, or lacks a variable, or has it in another
   *     shape
   */
  void restore(List<Variable<?>> variables, Session session) throws IOException {
    if (Files.notExists(prefix.resolveSibling(prefix.getFileName() + ".index"))) {
      throw new IOException(
          "There is no checkpoint " + prefix + ": its file " + prefix + ".index is missing.");
    }
    Ops tf = Ops.create(session.graph()).withSubScope("restore");
    List<Output<?>> restored = restored(tf, variables);
    var read = session.runner();
    restored.forEach(read::fetch);
    try (Result values = read.run()) {
      var assign = session.runner();
      for (int i = 0; i < variables.size(); i++) {
        Variable<?> variable = variables.get(i);
        checkShape(variable, values.get(i).shape());
        assign
            .addTarget(assignment(tf, variable, restored.get(i)))
            .feed(restored.get(i), values.get(i));
      }
      assign.run().close();
    } catch (TensorFlowException e) {
      throw new IOException(
          "Checkpoint " + prefix + " cannot be read with this configuration: " + FirstLine.of(e),
          e);
    }
  }

  private List<Output<?>> restored(Ops tf, List<Variable<?>> variables) {
    var keys = variables.stream().map(variable -> key(variable.name())).toArray(String[]::new);
    var wholeTensors = Collections.nCopies(keys.length, "").toArray(String[]::new);
    List<Class<? extends TType>> types = new ArrayList<>();
    variables.forEach(variable -> types.add(variable.value().type()));
    Operand<TString> path = tf.constant(prefix.toString());
    return tf.train.restore(path, tf.array(keys), tf.array(wholeTensors), types).tensors();
  }

  private String key(String name) {
    return network.key() + "/" + (name.startsWith(HEAD) ? "" : "backbone.") + name;
  }

  private void checkShape(Variable<?> variable, Shape found) throws IOException {
    if (!found.equals(variable.shape())) {
      throw new IOException(
          String.format(
              "Checkpoint %s has %s in the shape %s and this configuration wants %s; use the"
                  + " configuration that it was trained with.",
              prefix, key(variable.name()), found, variable.shape()));
    }
  }

  @SuppressWarnings("unchecked") // An output always is an operand of some TType.
  private static Op assignment(Ops tf, Variable<?> variable, Output<?> value) {
    return tf.assignVariableOp(variable.handle(), (Operand<TType>) value);
  }
}
