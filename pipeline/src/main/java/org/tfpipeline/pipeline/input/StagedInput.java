package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt64;

/**
 * The input of training up to one of its stages, in a session of its own, to measure it. No pixel
 * comes back to Java.
 */
public final class StagedInput implements AutoCloseable {

  private final Graph graph;
  private final Session session;
  private final BatchSequence batches;
  private final Stage stage;

  /**
   * The graph of a stage.
   *
   * @param makeIterator of the iterator that its batches come from
   * @param results what to run for the next batch
   * @param skipped scalar, how many images of it were bad and skipped
   */
  private record Stage(
      InputGraph input,
      Op makeIterator,
      List<? extends Operand<?>> results,
      Operand<TInt64> skipped) {

    static Stage of(InputGraph input, List<? extends Operand<?>> results) {
      return new Stage(input, input.makeIterator(), results, input.skipped());
    }
  }

  private StagedInput(Graph graph, Session session, Stage stage) {
    this.graph = graph;
    this.session = session;
    this.batches = new BatchSequence(session, stage.input(), stage.makeIterator());
    this.stage = stage;
  }

  /**
   * Builds the graph and opens a session.
   *
   * @param shards the files and how many records each has
   * @param sessionConfig which devices it may use
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static StagedInput open(
      InputStage upTo,
      DataConfig data,
      MultiCropConfig crops,
      long seed,
      ImmutableList<Shard> shards,
      ConfigProto sessionConfig) {
    var graph = new Graph();
    try {
      var tf = Ops.create(graph);
      var stage =
          switch (upTo) {
            case READ -> {
              var input = InputGraph.create(tf, data, new DecodeFunction(), seed, shards);
              var records = RecordBatches.of(tf, input.records(), data);
              yield new Stage(
                  input, records.makeIterator(), List.of(records.next()), tf.constant(0L));
            }
            case DECODE -> {
              var input = InputGraph.create(tf, data, new DecodeFunction(), seed, shards);
              yield Stage.of(input, input.next());
            }
            case CROP -> {
              var function = new CropFunction(crops, seed, ColorPlacement.ON_DEVICE);
              var input = InputGraph.create(tf, data, function, seed, shards);
              yield Stage.of(input, input.next());
            }
            case COLOR -> {
              var colors = ColorPlacement.of(sessionConfig);
              var views = TrainingViews.create(tf, data, crops, seed, colors, shards);
              yield Stage.of(views.input(), List.of(views.globals(), views.locals()));
            }
          };
      return new StagedInput(graph, new Session(graph, sessionConfig), stage);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Runs the next batch; epoch follows epoch.
   *
   * @return how many of its images were bad and skipped
   * @throws IOException in one sentence, if a record is at fault
   */
  public long runBatch() throws IOException {
    try (var result =
        batches.next(
            runner -> {
              stage.results().forEach(runner::addTarget);
              return runner.fetch(stage.skipped());
            })) {
      return ((TInt64) result.get(0)).getLong();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
