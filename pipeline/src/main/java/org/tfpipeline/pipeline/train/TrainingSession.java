package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.input.ColorPlacement;
import org.tfpipeline.pipeline.input.InputGraph;
import org.tfpipeline.pipeline.input.Shard;
import org.tfpipeline.pipeline.input.TrainingViews;

/** A training graph with its input, in a session; what the trainer's loop talks to. */
final class TrainingSession implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final InputGraph input;
  private final TrainingGraph training;

  private TrainingSession(Graph graph, Session session, InputGraph input, TrainingGraph training) {
    this.graph = graph;
    this.session = session;
    this.input = input;
    this.training = training;
  }

  /**
   * Builds the graph and opens a session.
   *
   * @param shards the data set
   * @param sessionConfig which devices it may use
   */
  static TrainingSession open(
      RunConfig config, ImmutableList<Shard> shards, ConfigProto sessionConfig) {
    var graph = new Graph();
    try {
      var tf = Ops.create(graph);
      var colors = ColorPlacement.of(sessionConfig);
      var views =
          TrainingViews.create(tf, config.data(), config.crops(), config.seed(), colors, shards);
      var crops = new Crops(views.globals(), views.locals());
      var skipped = SkippedTotal.wanted(config.data(), () -> views.input().skipped());
      var training = new TrainingGraph(graph, tf, config, crops, skipped);
      return new TrainingSession(graph, new Session(graph, sessionConfig), views.input(), training);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  long stepsPerEpoch() {
    return input.stepsPerEpoch();
  }

  /** Gives every variable its initial value. */
  void initialize() {
    training.initialize(session);
  }

  /**
   * Gives the networks the weights of a checkpoint, and every other variable its initial value.
   *
   * @throws TrainingException if the checkpoint is of other networks
   */
  void initializeFrom(RunDirectory.SavedCheckpoint checkpoint) {
    initialize();
    try {
      new Checkpoint(Ops.create(graph), training.weights()).restore(session, checkpoint.prefix());
    } catch (TensorFlowException e) {
      throw new TrainingException(
          "The weights in '%s' are not those of this configuration's networks (%s); name a run with the same method, backbone and heads."
              .formatted(
                  checkpoint.directory(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** Gives the student alone its initial values. */
  void initializeStudent() {
    training.initializeStudent(session);
  }

  /** Takes every variable from a tensor bundle. */
  void restore(Path prefix) {
    training.checkpoint().restore(session, prefix);
  }

  /** Writes every variable to a tensor bundle. */
  void save(Path prefix) {
    training.checkpoint().save(session, prefix);
  }

  /** Makes the next step read the given step of the given epoch. */
  void startEpoch(long epoch, long stepInEpoch) {
    input.startEpoch(session, epoch, stepInEpoch);
  }

  /** Trains on the next batch; see {@link TrainingGraph#step}. */
  ImmutableMap<String, Float> step(ScheduledValues values, boolean lastLayersFrozen) {
    return training.step(session, values, lastLayersFrozen, UnaryOperator.identity());
  }

  /** The metrics of the next batch, with nothing changed. */
  ImmutableMap<String, Float> evaluate(ScheduledValues values) {
    return training.evaluate(session, values);
  }

  /** See {@link TrainingGraph#nonFiniteGradients}; of the next batch. */
  ImmutableList<String> nonFiniteGradients(ScheduledValues values) {
    return training.nonFiniteGradients(session, values);
  }

  /**
   * What is wrong with the records of a step that failed, if anything; one sentence for the user.
   */
  Optional<IOException> explainFailure(long epoch, long stepInEpoch) {
    return input.explainFailure(session, epoch, stepInEpoch);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
