package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.optim.Optimizer;
import org.tfpipeline.model.optim.TeacherAverage;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * What a step changes: the student by an optimiser on clipped gradients, the teacher as the
 * student's average, and the centres.
 *
 * <p>There are two versions. While the last layers are frozen, their gradients do not exist for the
 * optimiser: no decay, no momentum, no step counted. The trainer runs one or the other.
 */
final class Update {
  /** What TensorFlow's error says when a step is refused; see {@link Trainer}. */
  static final String NON_FINITE_LOSS = "The loss is not finite";

  /** The same for a step whose loss is fine. */
  static final String NON_FINITE_GRADIENT = "The gradient is not finite";

  private final Ops tf;
  private final Gradients gradients;
  private final Op frozen;
  private final Op complete;

  /**
   * Builds the update.
   *
   * @param student its variables, in the order of the teacher's
   * @param teacher its variables
   */
  Update(
      Graph graph,
      VariableStore store,
      RunConfig config,
      HyperParameters hyperParameters,
      Objective objective,
      ImmutableList<Variable<TFloat32>> student,
      ImmutableList<Variable<TFloat32>> teacher) {
    this.tf = store.ops();
    var trainable =
        student.stream().filter(Variable::trainable).collect(ImmutableList.toImmutableList());
    this.gradients = new Gradients(graph, tf, objective.total(), trainable, config.clipNorm());
    var checked = finite(objective.total(), gradients.norm());
    var body = optimizer(store, config, hyperParameters, "optimizer/");
    var lastLayers = optimizer(store, config, hyperParameters, "optimizer/last_layers/");
    var bodyUpdates = new LinkedHashMap<Variable<?>, Op>();
    var lastLayerUpdates = new LinkedHashMap<Variable<?>, Op>();
    for (var variable : trainable) {
      var name = Networks.parameterName(variable);
      boolean last = isLastLayer(variable);
      (last ? lastLayerUpdates : bodyUpdates)
          .put(
              variable,
              (last ? lastLayers : body).update(variable, name, gradients.clipped(name), checked));
    }

    var average = new TeacherAverage(tf, hyperParameters.teacherMomentum());
    var frozenOps = new ArrayList<>(List.of(body.completeStep()));
    var completeOps = new ArrayList<>(frozenOps);
    completeOps.add(lastLayers.completeStep());
    for (var op : moveCenters(objective, checked)) {
      frozenOps.add(op);
      completeOps.add(op);
    }
    Streams.forEachPair(
        teacher.stream(),
        student.stream(),
        (teacherVariable, studentVariable) -> {
          Op updated = bodyUpdates.getOrDefault(studentVariable, checked);
          Op averaged = average.move(teacherVariable, studentVariable, updated);
          boolean last = lastLayerUpdates.containsKey(studentVariable);
          frozenOps.add(averaged);
          completeOps.add(
              last
                  ? average.move(
                      teacherVariable, studentVariable, lastLayerUpdates.get(studentVariable))
                  : averaged);
        });
    this.frozen = tf.withControlDependencies(frozenOps).noOp();
    this.complete = tf.withControlDependencies(completeOps).noOp();
  }

  /**
   * Nothing changes unless the loss and its whole gradient are numbers: a loss can be finite where
   * its gradient is not, and one bad tensor would spoil the network for good.
   */
  private Op finite(Operand<TFloat32> loss, Operand<TFloat32> gradientNorm) {
    Op finiteLoss = tf.debugging.checkNumerics(loss, NON_FINITE_LOSS);
    return tf.withControlDependencies(List.of(finiteLoss))
        .debugging
        .checkNumerics(gradientNorm, NON_FINITE_GRADIENT);
  }

  private static Optimizer optimizer(
      VariableStore store, RunConfig config, HyperParameters hyperParameters, String name) {
    return config
        .optimizer()
        .create(store, name, hyperParameters.learningRate(), hyperParameters.weightDecay());
  }

  private static boolean isLastLayer(Variable<?> variable) {
    return variable.name().contains("last_layer");
  }

  private List<Op> moveCenters(Objective objective, Op gate) {
    return objective.moveCenters(tf.withControlDependencies(List.of(gate)));
  }

  /** The gradients that it follows. */
  Gradients gradients() {
    return gradients;
  }

  /** What to run for a step. */
  Op op(boolean lastLayersFrozen) {
    return lastLayersFrozen ? frozen : complete;
  }
}
