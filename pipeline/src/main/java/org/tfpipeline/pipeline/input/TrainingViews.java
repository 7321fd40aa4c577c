package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The whole way of a batch from the records to the networks, as graph code: {@link InputGraph} and,
 * before or after it has made a batch, {@link ColorAugmentation}.
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
   * @param colors where the colour work is done
   * @param shards the files and how many records each has, see {@link TfRecordSource#countRecords}
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static TrainingViews create(
      Ops tf,
      DataConfig data,
      MultiCropConfig crops,
      long seed,
      ColorPlacement colors,
      ImmutableList<Shard> shards) {
    var function = new CropFunction(crops, seed, colors);
    var input = InputGraph.create(tf, data, function, seed, shards);
    var batch = CropFunction.batch(input.next());
    return switch (colors) {
      case WITH_CROPS ->
          new TrainingViews(
              input,
              ColorAugmentation.normalizeOnly(tf, batch.globals()),
              ColorAugmentation.normalizeOnly(tf, batch.locals()));
      case ON_DEVICE ->
          new TrainingViews(
              input,
              new ColorAugmentation(crops.color(), crops.globals())
                  .augmentAndNormalize(tf, batch.globals(), batch.globalDraws()),
              new ColorAugmentation(crops.color(), crops.locals())
                  .augmentAndNormalize(tf, batch.locals(), batch.localDraws()));
    };
  }
}
