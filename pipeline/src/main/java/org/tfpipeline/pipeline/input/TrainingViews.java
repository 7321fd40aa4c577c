package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The whole way of a batch from the records to the networks, as graph code: {@link InputGraph}, and
 * {@link ColorAugmentation} on what it gives.
 *
 * @param input where the crops come from; it has to be started before the first batch
 * @param globals {@code [2 · batch, size, size, 3]}, normalised, view-major: all images' first
 *     view, then all images' second view
 * @param locals {@code [locals · batch, size, size, 3]}, likewise
 */
public record TrainingViews(InputGraph input, Operand<TFloat32> globals, Operand<TFloat32> locals) {

  /**
   * Adds the input and the colour work to a graph.
   *
   * @param shards the files and how many records each has, see {@link TfRecordSource#countRecords}
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static TrainingViews create(
      Ops tf, DataConfig data, MultiCropConfig crops, long seed, ImmutableList<Shard> shards) {
    var input = InputGraph.create(tf, data, crops, seed, shards);
    var batch = input.next();
    return new TrainingViews(
        input,
        colored(tf, crops.color(), crops.globals(), batch.globals(), batch.globalDraws()),
        colored(tf, crops.color(), crops.locals(), batch.locals(), batch.localDraws()));
  }

  private static Operand<TFloat32> colored(
      Ops tf,
      ColorConfig color,
      List<ViewConfig> views,
      Operand<TUint8> crops,
      Operand<TFloat32> draws) {
    return new ColorAugmentation(color, views).apply(tf, crops, draws);
  }
}
