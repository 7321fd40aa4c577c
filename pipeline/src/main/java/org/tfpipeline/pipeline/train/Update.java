package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.optim.GradientClipping;
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
  private final ImmutableMap<String, Operand<TFloat32>> gradients;
  private final ImmutableMap<String, Operand<TFloat32>> gradientNorms;
  private final Operand<TFloat32> gradientNorm;
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
    this.gradients = gradients(graph, objective.total(), trainable);
    this.gradientNorms =
        gradients.entrySet().stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    Map.Entry::getKey, entry -> GradientClipping.norm(tf, entry.getValue())));
    this.gradientNorm = normOfAll(gradientNorms.values());
    var checked = finite(objective.total(), gradientNorm);
    var body = optimizer(store, config, hyperParameters, "optimizer/");
    var lastLayers = optimizer(store, config, hyperParameters, "optimizer/last_layers/");
    var bodyUpdates = new LinkedHashMap<Variable<?>, Op>();
    var lastLayerUpdates = new LinkedHashMap<Variable<?>, Op>();
    for (var variable : trainable) {
      var name = Networks.parameterName(variable);
      var clipped =
          GradientClipping.clip(
              tf, gradients.get(name), gradientNorms.get(name), config.clipNorm());
      boolean last = isLastLayer(variable);
      (last ? lastLayerUpdates : bodyUpdates)
          .put(variable, (last ? lastLayers : body).update(variable, name, clipped, checked));
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

  private Operand<TFloat32> normOfAll(Collection<Operand<TFloat32>> norms) {
    var squares = new ArrayList<Operand<TFloat32>>();
    norms.forEach(norm -> squares.add(tf.math.square(norm)));
    return tf.math.sqrt(tf.math.addN(squares));
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

  private static ImmutableMap<String, Operand<TFloat32>> gradients(
      Graph graph, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Output<?>[] inputs =
        variables.stream().map(variable -> variable.value().asOutput()).toArray(Output<?>[]::new);
    var outputs = graph.addGradients(loss.asOutput(), inputs);
    var gradients = ImmutableMap.<String, Operand<TFloat32>>builder();
    for (int i = 0; i < outputs.length; i++) {
      gradients.put(Networks.parameterName(variables.get(i)), outputs[i].expect(TFloat32.class));
    }
    return gradients.buildOrThrow();
  }

  private List<Op> moveCenters(Objective objective, Op gate) {
    return objective.moveCenters(tf.withControlDependencies(List.of(gate)));
  }

  /** By the names of the trained parameters, the gradients of the total loss before clipping. */
  ImmutableMap<String, Operand<TFloat32>> gradients() {
    return gradients;
  }

  /** By the names of the trained parameters, their gradients' norms before clipping: scalars. */
  ImmutableMap<String, Operand<TFloat32>> gradientNorms() {
    return gradientNorms;
  }

  /** Root of the sum of all squared gradient norms before clipping, a scalar. */
  Operand<TFloat32> gradientNorm() {
    return gradientNorm;
  }

  /** What to run for a step. */
  Op op(boolean lastLayersFrozen) {
    return lastLayersFrozen ? frozen : complete;
  }
}
