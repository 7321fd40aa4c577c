package org.tfpipeline.model.optim;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.variables.Variable;

/**
 * Parameters under clipping and an optimiser, with gradients that are fed. Those called {@code
 * last_layer} have an optimiser of their own and need not take part in a step.
 */
public final class OptimizerTrial implements AutoCloseable {
  private static final String LAST_LAYER = "last_layer";

  private final LayerTrial trial = new LayerTrial();
  private final Placeholder<TFloat64> learningRate =
      trial.tf().placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()));
  private final Placeholder<TFloat64> weightDecay =
      trial.tf().placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()));
  private final Placeholder<TFloat32> checked =
      trial.tf().placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  private final Map<String, Placeholder<TFloat32>> gradients = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> norms = new LinkedHashMap<>();
  private final Op frozenStep;
  private final Op completeStep;

  /** {@code clipNorm} is that of each gradient; 0 does not clip. */
  public OptimizerTrial(Map<String, FloatNdArray> start, OptimizerConfig config, double clipNorm) {
    var tf = trial.tf();
    var body = config.create(trial.store(), "optimizer/", learningRate, weightDecay);
    var last = config.create(trial.store(), "optimizer/last_layers/", learningRate, weightDecay);
    var gate = tf.debugging.checkNumerics(checked, "The loss is not finite");
    for (var name : start.keySet()) {
      var value = start.get(name);
      var variable = trial.store().create(name, value.shape(), trial.constant(value), true);
      var gradient = tf.placeholder(TFloat32.class, Placeholder.shape(value.shape()));
      gradients.put(name, gradient);
      var norm = GradientClipping.norm(tf, gradient);
      norms.put(name, norm);
      var clipped = GradientClipping.clip(tf, gradient, norm, clipNorm);
      (name.contains(LAST_LAYER) ? last : body).update(variable, name, clipped, gate);
    }
    this.frozenStep = body.completeStep();
    this.completeStep = tf.withControlDependencies(List.of(frozenStep, last.completeStep())).noOp();
    trial.initialize();
  }

  /**
   * One step.
   *
   * @param lastLayersFrozen whether the last layers sit it out
   * @param loss nothing may change unless it is a number
   * @return the gradients' norms, in the order of the parameters
   */
  public List<FloatNdArray> step(
      double rate,
      double decay,
      boolean lastLayersFrozen,
      float loss,
      Map<String, FloatNdArray> gradientValues) {
    var fed = new ArrayList<TFloat32>();
    try (var fedRate = TFloat64.scalarOf(rate);
        var fedDecay = TFloat64.scalarOf(decay);
        var fedLoss = TFloat32.scalarOf(loss)) {
      var runner =
          trial
              .session()
              .runner()
              .feed(learningRate, fedRate)
              .feed(weightDecay, fedDecay)
              .feed(checked, fedLoss)
              .addTarget(lastLayersFrozen ? frozenStep : completeStep);
      gradients.forEach(
          (name, placeholder) -> {
            var gradient = TFloat32.tensorOf(gradientValues.get(name));
            fed.add(gradient);
            runner.feed(placeholder, gradient);
          });
      return LayerTrial.run(List.copyOf(norms.values()), runner);
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** The values of all variables by name: parameters and optimisers' state. */
  public ImmutableMap<String, FloatNdArray> values() {
    var values = ImmutableMap.<String, FloatNdArray>builder();
    for (Variable<?> variable : trial.store().variables()) {
      var asFloat = trial.tf().dtypes.cast(variable.value(), TFloat32.class);
      values.put(variable.name(), trial.run(asFloat));
    }
    return values.buildOrThrow();
  }

  @Override
  public void close() {
    trial.close();
  }
}
