package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.vit.PositionResampling;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.interchange.ImportMatch;
import org.tfpipeline.pipeline.interchange.ImportPlan;
import org.tfpipeline.pipeline.interchange.ImportReport;
import org.tfpipeline.pipeline.interchange.ImportTarget;
import org.tfpipeline.pipeline.interchange.PositionGrid;
import org.tfpipeline.pipeline.safetensors.SafetensorsReader;

/** A run that stands before its first step, with weights from elsewhere. */
public final class ImportedRun {
  private final RunConfig config;
  private final Ops tf;
  private final TrainingGraph training;

  private ImportedRun(RunConfig config, Graph graph) {
    this.config = config;
    this.tf = Ops.create(graph);
    int batch = config.data().batchSize();
    var crops =
        new Crops(
            views(batch * config.crops().globals().size(), config.crops().globalSize()),
            views(batch * config.crops().localCount(), config.crops().localSize()));
    var skipped = SkippedTotal.wanted(config.data(), () -> tf.constant(0L));
    this.training = new TrainingGraph(graph, tf, config, crops, skipped);
  }

  private Operand<TFloat32> views(int count, int size) {
    return placeholder(Shape.of(count, size, size, 3));
  }

  /**
   * Writes a run directory with a checkpoint of step 0. What the file does not have keeps the
   * initial values of the configuration's seed.
   *
   * @param file a safetensors file
   * @param configurationText the resolved configuration, kept in the run directory
   * @throws IOException in one sentence, if the file is not one, or of another network, or the run
   *     directory cannot be written or holds a run already; it has no checkpoint then
   */
  @SuppressWarnings("try") // The lock is held, not used.
  public static ImportReport write(
      RunConfig config,
      ConfigProto sessionConfig,
      Path file,
      RunDirectory run,
      String configurationText)
      throws IOException {
    checkFree(run, configurationText);
    try (var reader = SafetensorsReader.open(file);
        var graph = new Graph()) {
      var imported = new ImportedRun(config, graph);
      var plan = imported.plan(file, reader);
      try (var session = new Session(graph, sessionConfig)) {
        imported.training.initialize(session);
        imported.assign(session, file, reader, plan);
        try (var lock = run.lock()) {
          checkFree(run, configurationText); // It may have come into being in the meantime.
          imported.save(session, run, configurationText);
        }
        return plan.report();
      }
    }
  }

  private static void checkFree(RunDirectory run, String configurationText) throws IOException {
    if (!run.isFree(configurationText)) {
      throw new IOException(
          "'%s' holds a run already; name another --output.".formatted(run.path()));
    }
  }

  private ImportPlan plan(Path file, SafetensorsReader reader) throws IOException {
    var targets = ImmutableList.<ImportTarget>builder();
    for (var network : PretrainedNetwork.values()) {
      for (var variable : training.weightsOf(network)) {
        targets.add(new ImportTarget(variable, network, Networks.parameterName(variable)));
      }
    }
    try {
      return ImportPlan.of(reader.header(), config.backbone(), targets.build());
    } catch (IOException e) {
      throw new IOException("'%s' %s.".formatted(file, e.getMessage()), e);
    }
  }

  private void assign(Session session, Path file, SafetensorsReader reader, ImportPlan plan)
      throws IOException {
    var byTensor = Multimaps.index(plan.matches(), ImportMatch::tensor);
    var run = session.runner();
    // In one run, because each one goes through the whole graph first.
    try (var values = Closer.create()) {
      for (var tensor : byTensor.keySet()) {
        var numbers = reader.read(tensor);
        checkFinite(file, tensor, numbers);
        // Student and teacher take it in the same way.
        var first = byTensor.get(tensor).get(0);
        var value =
            first.positions().isPresent() ? positions(first.positions().get()) : whole(first);
        var fed = value.feed(numbers);
        values.register(fed::close);
        run.feed(value.fed(), fed);
        for (var match : byTensor.get(tensor)) {
          run.addTarget(tf.assignVariableOp(match.target().variable().handle(), value.assigned()));
        }
      }
      run.run().close();
    }
  }

  private static void checkFinite(Path file, String tensor, float[] numbers) throws IOException {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new IOException(
            "'%s' has a number in %s that is not finite; get a sound copy of it."
                .formatted(file, tensor));
      }
    }
  }

  /**
   * How a tensor of the file gets into the graph.
   *
   * @param layout from the numbers of the file to those that are fed
   * @param assigned what variables take
   */
  private record Value(
      Placeholder<TFloat32> fed, UnaryOperator<float[]> layout, Operand<TFloat32> assigned) {

    TFloat32 feed(float[] numbers) {
      return TFloat32.tensorOf(fed.shape(), DataBuffers.of(layout.apply(numbers)));
    }
  }

  private Value whole(ImportMatch match) {
    var fed = placeholder(match.target().variable().shape());
    return new Value(fed, match.target()::fromTorch, fed);
  }

  /** A position embedding of another grid. */
  private Value positions(PositionGrid from) {
    int patches = from.side() * from.side();
    int others = from.classToken() ? 1 : 0;
    int width = config.backbone().width();
    var fed = placeholder(Shape.of(1, others + patches, width));
    var split =
        tf.splitV(fed, tf.array(others, patches), tf.constant(1), /* numSplit= */ 2L).output();
    var resampled =
        new PositionResampling(tf, from.side(), width)
            .toSquare(split.get(1), config.backbone().gridSize());
    return new Value(
        fed,
        UnaryOperator.identity(),
        config.backbone().classToken()
            ? tf.concat(List.of(split.get(0), resampled), tf.constant(1))
            : resampled);
  }

  private Placeholder<TFloat32> placeholder(Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private void save(Session session, RunDirectory run, String configurationText)
      throws IOException {
    try {
      run.make();
      run.keepConfiguration(configurationText);
      run.save(0, prefix -> training.checkpoint().save(session, prefix));
    } catch (IOException | TensorFlowException e) {
      run.unmake();
      throw new IOException(
          "The checkpoint cannot be written below '%s' (%s); make room or name another --output."
              .formatted(
                  run.checkpoints(), String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }
}
