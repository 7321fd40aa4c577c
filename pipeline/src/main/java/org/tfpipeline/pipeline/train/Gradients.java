package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.optim.GradientClipping;
import org.tfpipeline.model.variables.Variable;

/** The gradient of the loss, parameter by parameter, before and after clipping. */
final class Gradients {
  private final Ops tf;
  private final double clipNorm;
  private final ImmutableMap<String, Operand<TFloat32>> byParameter;
  private final ImmutableMap<String, Operand<TFloat32>> norms;
  private final Operand<TFloat32> allNorms;
  private final Operand<TFloat32> norm;

  /**
   * Adds the backward pass to the graph.
   *
   * @param variables the student's trainable ones
   * @param clipNorm largest norm of each parameter's own gradient; 0 does not clip
   */
  Gradients(
      Graph graph,
      Ops tf,
      Operand<TFloat32> loss,
      List<Variable<TFloat32>> variables,
      double clipNorm) {
    this.tf = tf;
    this.clipNorm = clipNorm;
    this.byParameter = differentiate(graph, loss, variables);
    this.norms =
        ImmutableMap.copyOf(
            Maps.transformValues(byParameter, gradient -> GradientClipping.norm(tf, gradient)));
    this.allNorms = tf.stack(norms.values());
    this.norm = GradientClipping.norm(tf, allNorms);
  }

  private static ImmutableMap<String, Operand<TFloat32>> differentiate(
      Graph graph, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Output<?>[] inputs =
        variables.stream().map(variable -> variable.value().asOutput()).toArray(Output<?>[]::new);
    var gradients = ImmutableList.copyOf(graph.addGradients(loss.asOutput(), inputs));
    var byParameter = ImmutableMap.<String, Operand<TFloat32>>builder();
    for (int i = 0; i < gradients.size(); i++) {
      byParameter.put(
          Networks.parameterName(variables.get(i)), gradients.get(i).expect(TFloat32.class));
    }
    return byParameter.buildOrThrow();
  }

  /** Before clipping, by the names of parameters. */
  ImmutableMap<String, Operand<TFloat32>> byParameter() {
    return byParameter;
  }

  /** Scalars, before clipping, by the names of parameters. */
  ImmutableMap<String, Operand<TFloat32>> norms() {
    return norms;
  }

  /** A parameter's gradient as the optimiser gets it. */
  Operand<TFloat32> clipped(String parameter) {
    return GradientClipping.clip(tf, byParameter.get(parameter), norms.get(parameter), clipNorm);
  }

  /** All of {@link #norms} in their order, {@code [parameters]}. */
  Operand<TFloat32> allNorms() {
    return allNorms;
  }

  /** Norm of the whole gradient before clipping, a scalar. */
  Operand<TFloat32> norm() {
    return norm;
  }

  /** The largest of the norms before clipping, a scalar. */
  Operand<TFloat32> largestNorm() {
    return tf.reduceMax(allNorms, tf.constant(0));
  }

  /** How many gradients are too long and get clipped, a scalar. */
  Operand<TFloat32> clippedCount() {
    return GradientClipping.countClipped(tf, allNorms, clipNorm);
  }
}
