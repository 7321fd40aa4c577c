package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Decodes an image and cuts its views: the outputs are the components of {@link CropBatch}, for one
 * image.
 *
 * @param crops what to cut
 * @param seed of the run
 * @param colors whether crops come out with their colours changed already
 */
record CropFunction(MultiCropConfig crops, long seed, ColorPlacement colors)
    implements ImageFunction {

  private static final ImmutableList<Class<? extends TType>> TYPES =
      ImmutableList.of(TUint8.class, TUint8.class, TFloat32.class, TFloat32.class, TInt64.class);

  @Override
  public ImmutableList<Class<? extends TType>> types() {
    return TYPES;
  }

  @Override
  public ImmutableMap<String, Operand<?>> outputs(
      Ops tf, Operand<TUint8> image, Operand<TInt64> imageIndex) {
    var views = new MultiCrop(crops, seed).cut(tf, image, imageIndex);
    int globals = crops.globals().size();
    int locals = crops.localCount();
    var draws =
        tf.splitV(views.colorDraws(), tf.array(globals, locals), tf.constant(0), 2L).output();
    return ImmutableMap.of(
        "globals", colored(tf, crops.globals(), views.globals(), draws.get(0)),
        "locals", colored(tf, crops.locals(), views.locals(), draws.get(1)),
        "globalDraws", draws.get(0),
        "localDraws", draws.get(1),
        "outputIndex", tf.identity(imageIndex));
  }

  @Override
  public String name() {
    return "crops_%d_%dx%d_%s"
        .formatted(crops.globalSize(), crops.localCount(), crops.localSize(), colors);
  }

  private Operand<TUint8> colored(
      Ops tf, List<ViewConfig> views, Operand<TUint8> uncolored, Operand<TFloat32> draws) {
    return switch (colors) {
      case WITH_CROPS ->
          new ColorAugmentation(crops.color(), views).augmentImage(tf, uncolored, draws);
      case ON_DEVICE -> uncolored;
    };
  }

  @Override
  public ImmutableList<Shape> shapes(long... batch) {
    var leading = Shape.of(batch);
    long globals = crops.globals().size();
    long locals = crops.localCount();
    return ImmutableList.of(
        leading.append(levels(globals, crops.globalSize())),
        leading.append(levels(locals, crops.localSize())),
        leading.append(Shape.of(globals, ColorParameters.DRAWS)),
        leading.append(Shape.of(locals, ColorParameters.DRAWS)),
        leading);
  }

  private Shape levels(long views, long size) {
    return switch (colors) {
      case WITH_CROPS -> Shape.of(views, size, size, 3);
      case ON_DEVICE -> Shape.of(views, size, 3, size);
    };
  }

  /** The outputs of the function, batched, under their names. */
  @SuppressWarnings("unchecked") // The types are those of TYPES.
  static CropBatch batch(List<Output<?>> components) {
    return new CropBatch(
        (Operand<TUint8>) components.get(0),
        (Operand<TUint8>) components.get(1),
        (Operand<TFloat32>) components.get(2),
        (Operand<TFloat32>) components.get(3),
        (Operand<TInt64>) components.get(4));
  }
}
