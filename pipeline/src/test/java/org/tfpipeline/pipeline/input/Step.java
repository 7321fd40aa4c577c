package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** What one step gave, comparable. */
record Step(
    List<Byte> globals,
    List<Byte> locals,
    List<Float> globalDraws,
    List<Float> localDraws,
    List<Long> imageIndex,
    long skipped) {

  static final MultiCropConfig CROPS =
      new MultiCropConfig(
          48,
          24,
          ImmutableList.of(new ViewConfig(0.25, 1, 1, 0), new ViewConfig(0.25, 1, 0.1, 0.2)),
          new ViewConfig(0.05, 0.25, 0.5, 0),
          3,
          new ColorConfig(0.5, 0.8, 0.4, 0.4, 0.2, 0.1, 0.2, 0.1, 2.0),
          Interpolation.BICUBIC);

  /** Of {@link #CROPS}. */
  static CropFunction function(long seed) {
    return new CropFunction(CROPS, seed, ColorPlacement.ON_DEVICE);
  }

  static Step next(Session session, InputGraph input) {
    var batch = CropFunction.batch(input.next());
    try (var result =
        session
            .runner()
            .fetch(batch.globals())
            .fetch(batch.locals())
            .fetch(batch.globalDraws())
            .fetch(batch.localDraws())
            .fetch(batch.imageIndex())
            .fetch(input.skipped())
            .run()) {
      return new Step(
          levels((TUint8) result.get(0)),
          levels((TUint8) result.get(1)),
          floats((TFloat32) result.get(2)),
          floats((TFloat32) result.get(3)),
          ((TInt64) result.get(4)).streamOfObjects().toList(),
          ((TInt64) result.get(5)).getLong());
    }
  }

  /** The images of the batch, each as a step of its own. */
  List<Step> images() {
    var images = new ArrayList<Step>();
    for (int i = 0; i < imageIndex.size(); i++) {
      images.add(
          new Step(
              part(globals, i),
              part(locals, i),
              part(globalDraws, i),
              part(localDraws, i),
              part(imageIndex, i),
              0));
    }
    return images;
  }

  private <T> List<T> part(List<T> all, int image) {
    int size = all.size() / imageIndex.size();
    return all.subList(image * size, (image + 1) * size);
  }

  private static List<Byte> levels(TUint8 tensor) {
    var values = new byte[(int) tensor.size()];
    tensor.copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(values)));
    return Bytes.asList(values);
  }

  private static List<Float> floats(TFloat32 tensor) {
    return tensor.streamOfObjects().toList();
  }
}
