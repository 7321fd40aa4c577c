package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tfpipeline.model.optim.GradientClipping;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.variables.Variable;

/** Parameters under clipping and an optimiser; last layers have one of their own. */
final class UpdateTrial implements AutoCloseable {
  private final LayerTrial trial = new LayerTrial();
  private final Placeholder<TFloat64> learningRate = scalar();
  private final Placeholder<TFloat64> weightDecay = scalar();
  private final Map<String, Placeholder<TFloat32>> gradients = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> norms = new LinkedHashMap<>();
  private final ImmutableList<Variable<?>> parameters;
  private final Op frozenStep;
  private final Op completeStep;

  /** {@code start} has the parameters in PyTorch's layout. */
  UpdateTrial(OptimizerConfig config, double clipNorm, Map<String, Values> start) {
    var tf = trial.tf();
    var body = config.create(trial.store(), "body/", learningRate, weightDecay);
    var last = config.create(trial.store(), "last_layers/", learningRate, weightDecay);
    var gate = tf.noOp();
    var parameters = ImmutableList.<Variable<?>>builder();
    start.forEach(
        (name, official) -> {
          var value = official.fromOfficialLayout();
          var variable = trial.store().create(name, value.shape(), trial.constant(value), true);
          parameters.add(variable);
          var gradient = tf.placeholder(TFloat32.class, Placeholder.shape(value.shape()));
          gradients.put(name, gradient);
          var norm = GradientClipping.norm(tf, gradient);
          norms.put(name, norm);
          var clipped = GradientClipping.clip(tf, gradient, norm, clipNorm);
          (name.contains("last_layer") ? last : body).update(variable, name, clipped, gate);
        });
    this.parameters = parameters.build();
    this.frozenStep = body.completeStep();
    this.completeStep = tf.withControlDependencies(List.of(frozenStep, last.completeStep())).noOp();
    trial.initialize();
  }

  private Placeholder<TFloat64> scalar() {
    return trial.tf().placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()));
  }

  /** One step; the norms of the gradients, which are in PyTorch's layout. */
  ImmutableMap<String, Double> step(
      double rate, double decay, boolean lastLayersFrozen, Map<String, Values> official) {
    var fed = new ArrayList<TFloat32>();
    try (var fedRate = TFloat64.scalarOf(rate);
        var fedDecay = TFloat64.scalarOf(decay)) {
      var runner =
          trial
              .session()
              .runner()
              .feed(learningRate, fedRate)
              .feed(weightDecay, fedDecay)
              .addTarget(lastLayersFrozen ? frozenStep : completeStep);
      gradients.forEach(
          (name, placeholder) -> {
            var gradient = official.get(name).fromOfficialLayout().tensor();
            fed.add(gradient);
            runner.feed(placeholder, gradient);
          });
      return ImmutableMap.copyOf(
          Maps.transformValues(Weights.fetch(runner, norms), norm -> (double) norm.flat()[0]));
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** The parameters in PyTorch's layout. */
  ImmutableMap<String, Values> parameters() {
    return Weights.read(trial.session(), parameters);
  }

  @Override
  public void close() {
    trial.close();
  }
}
