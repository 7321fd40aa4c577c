package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * The input of training up to one of its stages, in a session of its own, to measure it. Nothing
 * comes back to Java.
 */
public final class StagedInput implements AutoCloseable {

  private final Graph graph;
  private final Session session;
  private final BatchSequence batches;
  private final ImmutableList<Operand<?>> results;

  private StagedInput(
      Graph graph, Session session, BatchSequence batches, List<? extends Operand<?>> results) {
    this.graph = graph;
    this.session = session;
    this.batches = batches;
    this.results = ImmutableList.copyOf(results);
  }

  /**
   * Builds the graph and opens a session.
   *
   * @param shards the files and how many records each has
   * @param sessionConfig which devices it may use
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static StagedInput open(
      InputStage stage,
      DataConfig data,
      MultiCropConfig crops,
      long seed,
      ImmutableList<Shard> shards,
      ConfigProto sessionConfig) {
    var graph = new Graph();
    try {
      var tf = Ops.create(graph);
      var colors =
          stage == InputStage.COLOR ? ColorPlacement.of(sessionConfig) : ColorPlacement.ON_DEVICE;
      var views = TrainingViews.create(tf, data, crops, seed, colors, shards);
      var input = views.input();
      var early = EarlyStage.of(tf, stage, input.records(), data);
      var results =
          switch (stage) {
            case READ, DECODE -> List.of(early.next());
            case CROP -> List.of(input.next().globals(), input.next().locals());
            case COLOR -> List.of(views.globals(), views.locals());
          };
      var makeIterator =
          switch (stage) {
            case READ, DECODE -> early.makeIterator();
            case CROP, COLOR -> input.makeIterator();
          };
      var session = new Session(graph, sessionConfig);
      return new StagedInput(
          graph, session, new BatchSequence(session, input, makeIterator), results);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Runs the next batch; epoch follows epoch.
   *
   * @throws IOException in one sentence, if a record is at fault
   */
  public void runBatch() throws IOException {
    batches
        .next(
            runner -> {
              results.forEach(runner::addTarget);
              return runner;
            })
        .close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
