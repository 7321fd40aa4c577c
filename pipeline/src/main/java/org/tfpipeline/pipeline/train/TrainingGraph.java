package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.pipeline.export.PretrainedNetwork;

/**
 * A whole training step as one graph: student and teacher on the views of a batch, the losses, the
 * update of everything that learns, and what is worth knowing about it.
 */
final class TrainingGraph {
  private final HyperParameters hyperParameters;
  private final Op frozenStep;
  private final Op completeStep;
  private final Gradients gradients;
  private final ImmutableMap<String, Operand<TFloat32>> metrics;
  private final Operand<TFloat32> metricVector;
  private final Op initialize;
  private final Op initializeStudent;
  private final Networks<?> networks;
  private final ImmutableList<Variable<?>> variables;
  private final Checkpoint checkpoint;
  private final Variable<TInt64> stepCounter;

  /** A step on crops among which none stands for another. */
  TrainingGraph(Graph graph, Ops tf, RunConfig config, Crops crops) {
    this(graph, tf, config, crops, Optional.empty());
  }

  /**
   * A step.
   *
   * @param skippedImages scalar, how many images of the batch stand for bad ones, to be counted
   */
  TrainingGraph(
      Graph graph, Ops tf, RunConfig config, Crops crops, Optional<Operand<TInt64>> skippedImages) {
    var store = new VariableStore(tf);
    this.stepCounter = store.createCounter("step");
    this.hyperParameters = new HyperParameters(tf);
    var objective =
        Objective.of(
            store,
            config,
            crops,
            new StepDraws(tf, config.seed(), stepCounter.value()),
            tf.dtypes.cast(hyperParameters.teacherTemperature(), TFloat32.class));
    this.networks = objective.networks();
    var update =
        new Update(
            graph,
            store,
            config,
            hyperParameters,
            objective,
            networks.studentVariables(),
            networks.teacherVariables());
    var skippedTotal = skippedImages.map(skipped -> new SkippedTotal(tf, store, skipped));
    this.frozenStep = counted(tf, update.op(true), skippedTotal);
    this.completeStep = counted(tf, update.op(false), skippedTotal);
    this.gradients = update.gradients();
    var metrics =
        ImmutableMap.<String, Operand<TFloat32>>builder()
            .putAll(objective.metrics())
            .put("gradient_norm", gradients.norm())
            .put("largest_gradient_norm", gradients.largestNorm())
            .put("clipped_gradients", gradients.clippedCount());
    skippedTotal.ifPresent(total -> metrics.put(SkippedTotal.METRIC, total.metric(tf)));
    this.metrics = metrics.buildOrThrow();
    this.metricVector = tf.stack(this.metrics.values());
    this.initialize = initializer(tf, store.variables());
    this.initializeStudent = initializer(tf, networks.studentVariables());
    this.variables = store.variables();
    this.checkpoint = new Checkpoint(tf, variables);
  }

  private static Op initializer(Ops tf, List<? extends Variable<?>> variables) {
    List<Op> initializers =
        variables.stream().map(Variable::initializer).collect(Collectors.toList());
    return tf.withControlDependencies(initializers).noOp();
  }

  private Op counted(Ops tf, Op step, Optional<SkippedTotal> skippedTotal) {
    var done = tf.withControlDependencies(List.of(step));
    var counts = ImmutableList.<Op>builder();
    counts.add(
        done.assignVariableOp(
            stepCounter.handle(), tf.math.add(stepCounter.value(), tf.constant(1L))));
    skippedTotal.ifPresent(total -> counts.add(total.count(done)));
    return tf.withControlDependencies(counts.build()).noOp();
  }

  /** Gives every variable its initial value. */
  void initialize(Session session) {
    session.runner().addTarget(initialize).run().close();
  }

  /** Gives the student alone its initial values. */
  void initializeStudent(Session session) {
    session.runner().addTarget(initializeStudent).run().close();
  }

  /** The metrics of a batch, with nothing changed. */
  ImmutableMap<String, Float> evaluate(Session session, ScheduledValues values) {
    return run(session.runner(), values);
  }

  /**
   * Trains on one batch.
   *
   * @param crops feeds the views, where they do not come out of the graph itself
   * @return the values of this step's metrics by name
   */
  ImmutableMap<String, Float> step(
      Session session,
      ScheduledValues values,
      boolean lastLayersFrozen,
      UnaryOperator<Session.Runner> crops) {
    return run(
        crops.apply(session.runner()).addTarget(lastLayersFrozen ? frozenStep : completeStep),
        values);
  }

  private ImmutableMap<String, Float> run(Session.Runner runner, ScheduledValues values) {
    try (var fed = HyperParameters.feed(values);
        var result = runner.feed(hyperParameters.placeholder(), fed).fetch(metricVector).run()) {
      return named(metrics.keySet(), (TFloat32) result.get(0));
    }
  }

  /**
   * Tells which gradients are not finite on a batch, by the names of parameters; changes nothing.
   */
  ImmutableList<String> nonFiniteGradients(Session session, ScheduledValues values) {
    try (var fed = HyperParameters.feed(values);
        var result =
            session
                .runner()
                .feed(hyperParameters.placeholder(), fed)
                .fetch(gradients.allNorms())
                .run()) {
      var norms = named(gradients.norms().keySet(), (TFloat32) result.get(0));
      return ImmutableList.copyOf(Maps.filterValues(norms, norm -> !Float.isFinite(norm)).keySet());
    }
  }

  private static ImmutableMap<String, Float> named(Set<String> names, TFloat32 vector) {
    var named = ImmutableMap.<String, Float>builder();
    int index = 0;
    for (var name : names) {
      named.put(name, vector.getFloat(index++));
    }
    return named.buildOrThrow();
  }

  HyperParameters hyperParameters() {
    return hyperParameters;
  }

  Gradients gradients() {
    return gradients;
  }

  /** Of student and teacher, heads included. */
  ImmutableList<Variable<?>> weights() {
    return ImmutableList.<Variable<?>>builder()
        .addAll(networks.studentVariables())
        .addAll(networks.teacherVariables())
        .build();
  }

  /** Of one of them. */
  ImmutableList<Variable<TFloat32>> weightsOf(PretrainedNetwork network) {
    return switch (network) {
      case STUDENT -> networks.studentVariables();
      case TEACHER -> networks.teacherVariables();
    };
  }

  /** Everything that a checkpoint holds. */
  ImmutableList<Variable<?>> variables() {
    return variables;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }
}
