package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt64;

/**
 * What training gets in its first steps, brought to where it can be looked at. The graph is that of
 * training, see {@link TrainingViews}; the parameters of the views are read beside it.
 */
public final class InputPreview implements AutoCloseable {

  private final int most;
  private final Graph graph;
  private final Session session;
  private final InputGraph input;
  private final Operand<TInt64> imageIndex;
  private final DrawnGroup globals;
  private final DrawnGroup locals;
  private final DrawnRecords records;
  private final DataConfig data;
  private final MultiCropConfig crops;

  private InputPreview(
      int most,
      Graph graph,
      TrainingViews views,
      DrawnRecords records,
      DataConfig data,
      MultiCropConfig crops,
      ConfigProto sessionConfig) {
    var tf = Ops.create(graph);
    var batch = CropFunction.batch(views.input().next());
    var color = crops.color();
    this.most = most;
    this.graph = graph;
    this.input = views.input();
    this.imageIndex = batch.imageIndex();
    this.globals = DrawnGroup.of(tf, views.globals(), batch.globalDraws(), color, crops.globals());
    this.locals = DrawnGroup.of(tf, views.locals(), batch.localDraws(), color, crops.locals());
    this.records = records;
    this.data = data;
    this.crops = crops;
    // Last of all: a graph cannot be closed while a session is open.
    this.session = new Session(graph, sessionConfig);
  }

  /**
   * Builds the graph and opens a session.
   *
   * @param most how many images to look at; there are no more to a batch, whatever training has
   * @param shards the files and how many records each has
   * @param sessionConfig which devices it may use
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static InputPreview open(
      int most,
      DataConfig trainingData,
      MultiCropConfig crops,
      long seed,
      ImmutableList<Shard> shards,
      ConfigProto sessionConfig) {
    var data = trainingData.withBatchSize(Math.min(most, trainingData.batchSize()));
    var graph = new Graph();
    try {
      var tf = Ops.create(graph);
      var colors = ColorPlacement.of(sessionConfig);
      var views = TrainingViews.create(tf, data, crops, seed, colors, shards);
      var records = new DrawnRecords(tf, views.input(), crops, seed);
      return new InputPreview(most, graph, views, records, data, crops, sessionConfig);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * The first images of the first epoch, in the order of training; no more than fill its batches.
   * Where a bad record is skipped, another image of the batch stands for its own.
   *
   * @throws IOException in one sentence, if a record is at fault
   */
  public DrawnImages first() throws IOException {
    int count = (int) Math.min(most, input.stepsPerEpoch() * data.batchSize());
    var images = ImmutableList.<DrawnImage>builder();
    long skipped = 0;
    var batches = new BatchSequence(session, input, input.makeIterator());
    input.start(session, records.makeIterator(), /* epoch= */ 0, /* step= */ 0);
    for (int done = 0; done < count; done += data.batchSize()) {
      var batch = batch(batches, Math.min(data.batchSize(), count - done));
      images.addAll(batch.images());
      skipped += batch.skipped();
    }
    return new DrawnImages(images.build(), skipped);
  }

  private DrawnImages batch(BatchSequence batches, int images) throws IOException {
    var outputs =
        ImmutableList.<Operand<?>>builder()
            .addAll(globals.outputs())
            .addAll(locals.outputs())
            .add(imageIndex)
            .add(input.skipped())
            .build();
    try (var result =
        batches.next(
            runner -> {
              outputs.forEach(runner::fetch);
              return runner;
            })) {
      List<Tensor> fetched = IntStream.range(0, outputs.size()).mapToObj(result::get).toList();
      var indices = (TInt64) fetched.get(outputs.size() - 2);
      var skipped = (TInt64) fetched.get(outputs.size() - 1);
      var examples = records.next(session, data.batchSize());
      return new DrawnImages(
          IntStream.range(0, images)
              .mapToObj(place -> image(fetched, place, drawn(indices.getLong(place), examples)))
              .collect(ImmutableList.toImmutableList()),
          skipped.getLong());
    }
  }

  private DrawnRecords.Drawn drawn(long index, Map<Long, byte[]> examples) {
    return records.draw(session, index, examples.get(index));
  }

  private DrawnImage image(List<Tensor> fetched, int image, DrawnRecords.Drawn drawn) {
    int globalCount = crops.globals().size();
    var views =
        Streams.concat(
            IntStream.range(0, globalCount)
                .mapToObj(view -> view(globals.first(fetched), image, drawn, view, view)),
            IntStream.range(0, crops.localCount())
                .mapToObj(
                    view -> view(locals.second(fetched), image, drawn, view, globalCount + view)));
    return new DrawnImage(
        drawn.index(),
        drawn.name(),
        drawn.height(),
        drawn.width(),
        views.collect(ImmutableList.toImmutableList()));
  }

  /**
   * One view.
   *
   * @param viewInGroup its number among the views of its size
   * @param view its number among all
   */
  private DrawnView view(
      DrawnGroup.Fetched group, int image, DrawnRecords.Drawn drawn, int viewInGroup, int view) {
    int crop = viewInGroup * data.batchSize() + image;
    return new DrawnView(
        group.pixels(crop), drawn.boxes().get(view), drawn.flips().get(view), group.color(crop));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
