package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.optim.WeightDecay;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.variables.Variable;

/** The training graph of a run in a session, with crops that are fed. */
public final class TrainingTrial implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Placeholder<TFloat32> globals;
  private final Placeholder<TFloat32> locals;
  private final TrainingGraph training;
  private final Session session;

  /**
   * Crops of a step.
   *
   * @param globals {@code [2 · batch, size, size, 3]}
   * @param locals {@code [locals · batch, size, size, 3]}
   */
  public record Views(Values globals, Values locals) {}

  /** Every variable has its initial value. */
  public TrainingTrial(RunConfig config) {
    var tf = Ops.create(graph);
    var crops = config.crops();
    int batch = config.data().batchSize();
    this.globals = placeholder(tf, 2 * batch, crops.globalSize());
    this.locals = placeholder(tf, crops.localCount() * batch, crops.localSize());
    this.training = new TrainingGraph(graph, tf, config, new Crops(globals, locals));
    this.session = new Session(graph);
    training.initialize(session);
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, int views, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(views, size, size, 3)));
  }

  /** Gives variables values in PyTorch's layout, by their full names. */
  public void assign(Map<String, Values> official) {
    Weights.assign(session, training.variables(), official);
  }

  /** The values of all variables in PyTorch's layout, by their full names. */
  public ImmutableMap<String, Values> variables() {
    return Weights.read(session, training.variables());
  }

  /** One step as a run makes it; its metrics. */
  public ImmutableMap<String, Float> step(
      ScheduledValues values, boolean lastLayersFrozen, Views views) {
    return step(values, lastLayersFrozen, views, ImmutableMap.of());
  }

  /**
   * One step with gradients that are given instead of computed.
   *
   * @param gradients before clipping, in PyTorch's layout, by the names of parameters
   */
  public ImmutableMap<String, Float> step(
      ScheduledValues values,
      boolean lastLayersFrozen,
      Views views,
      Map<String, Values> gradients) {
    var open = new ArrayList<TFloat32>();
    try {
      return training.step(
          session,
          values,
          lastLayersFrozen,
          runner -> {
            gradients.forEach(
                (name, gradient) ->
                    feed(
                        runner,
                        training.gradients().byParameter().get(name),
                        gradient.fromOfficialLayout(),
                        open));
            return feed(runner, views, open);
          });
    } finally {
      open.forEach(TFloat32::close);
    }
  }

  /** The student's parameters that weight decay acts on. */
  public List<String> decayedParameters() {
    return studentParameters(variable -> variable.trainable() && WeightDecay.actsOn(variable));
  }

  /** The student's other parameters that are trained. */
  public List<String> undecayedParameters() {
    return studentParameters(variable -> variable.trainable() && !WeightDecay.actsOn(variable));
  }

  /** The student's parameters that are not trained. */
  public List<String> fixedParameters() {
    return studentParameters(variable -> !variable.trainable());
  }

  private List<String> studentParameters(Predicate<Variable<?>> which) {
    return training.variables().stream()
        .filter(variable -> variable.name().startsWith("student/"))
        .filter(which)
        .map(Networks::parameterName)
        .toList();
  }

  /**
   * The gradient before clipping, by the names of parameters.
   *
   * @param byParameter in PyTorch's layout
   * @param norms of the same
   */
  public record Gradients(
      ImmutableMap<String, Values> byParameter, ImmutableMap<String, Float> norms) {}

  /** The gradients of a step that is not made. */
  public Gradients gradients(ScheduledValues values, Views views) {
    var gradients = training.gradients();
    var tensors = new LinkedHashMap<String, Operand<TFloat32>>();
    gradients.byParameter().forEach((name, gradient) -> tensors.put("gradient " + name, gradient));
    gradients.norms().forEach((name, norm) -> tensors.put("norm " + name, norm));
    var open = new ArrayList<TFloat32>();
    try (var fed = HyperParameters.feed(values)) {
      var runner = session.runner().feed(training.hyperParameters().placeholder(), fed);
      var fetched = Weights.fetch(feed(runner, views, open), tensors);
      var names = gradients.norms().keySet();
      return new Gradients(
          Maps.toMap(names, name -> fetched.get("gradient " + name).toOfficialLayout()),
          Maps.toMap(names, name -> fetched.get("norm " + name).flat()[0]));
    } finally {
      open.forEach(TFloat32::close);
    }
  }

  private Session.Runner feed(Session.Runner runner, Views views, List<TFloat32> open) {
    feed(runner, globals, views.globals(), open);
    return feed(runner, locals, views.locals(), open);
  }

  private static Session.Runner feed(
      Session.Runner runner, Operand<TFloat32> operand, Values values, List<TFloat32> open) {
    var tensor = values.tensor();
    open.add(tensor);
    return runner.feed(operand, tensor);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
