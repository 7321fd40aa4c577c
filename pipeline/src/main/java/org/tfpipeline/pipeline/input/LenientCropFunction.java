package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The function tf.data maps over records that may be bad: (image index, serialised Example) to a
 * data set of one element, the outputs of {@link CropFunction} and whether the image was usable.
 * Where it was not, they are zeros: every record gives one element, so that counting records still
 * tells where a step begins. For {@link DatasetFunctions}.
 */
final class LenientCropFunction {

  static final ImmutableList<Class<? extends TType>> TYPES =
      ImmutableList.<Class<? extends TType>>builder()
          .addAll(CropFunction.TYPES)
          .add(TBool.class)
          .build();

  private LenientCropFunction() {}

  static ConcreteFunction create(MultiCropConfig crops, long seed) {
    return ConcreteFunction.create(tf -> signature(tf, crops, seed));
  }

  private static Signature signature(Ops tf, MultiCropConfig crops, long seed) {
    var imageIndex = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var example = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var record = tf.data.tensorDataset(List.of(imageIndex, example), RecordStream.SHAPES);
    var cut =
        tf.data.ignoreErrorsDataset(
            cut(tf, record, crops, seed), CropFunction.TYPES, CropFunction.shapes(crops));
    var shapes = shapes(crops);
    var usable = tf.data.tensorDataset(List.of(tf.constant(true)), List.of(Shape.scalar()));
    var marked = tf.data.zipDataset(List.of(cut, usable), TYPES, shapes);
    var otherwise = tf.data.tensorDataset(zeros(tf, crops), shapes);
    var first =
        tf.data.takeDataset(
            tf.data.concatenateDataset(marked, otherwise, TYPES, shapes),
            tf.constant(1L),
            TYPES,
            shapes);
    var name =
        "lenient_crops_%d_%dx%d"
            .formatted(crops.globalSize(), crops.localCount(), crops.localSize());
    return Signature.builder(name)
        .input("imageIndex", imageIndex)
        .input("example", example)
        .output("image", DatasetFunctions.standIn(tf, first))
        .build();
  }

  private static Operand<? extends TType> cut(
      Ops tf, Operand<? extends TType> record, MultiCropConfig crops, long seed) {
    try (var function = CropFunction.create(crops, seed)) {
      return tf.data.mapDataset(
          record, List.of(), function, CropFunction.TYPES, CropFunction.shapes(crops));
    }
  }

  private static List<Operand<?>> zeros(Ops tf, MultiCropConfig crops) {
    var zeros = new ArrayList<Operand<?>>();
    for (int i = 0; i < CropFunction.TYPES.size(); i++) {
      var shape = tf.constant(CropFunction.shapes(crops).get(i).asArray());
      zeros.add(tf.zeros(shape, CropFunction.TYPES.get(i)));
    }
    zeros.add(tf.constant(false));
    return zeros;
  }

  /** Shapes of the elements, with the given dimensions in front. */
  static ImmutableList<Shape> shapes(MultiCropConfig crops, long... batch) {
    return ImmutableList.<Shape>builder()
        .addAll(CropFunction.shapes(crops, batch))
        .add(Shape.of(batch))
        .build();
  }
}
