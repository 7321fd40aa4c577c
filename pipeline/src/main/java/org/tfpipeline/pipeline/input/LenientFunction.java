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
 * data set of one element, the outputs of the strict function and whether the image was usable.
 * Where it was not, they are zeros: every record gives one element, so that counting records still
 * tells where a step begins. For {@link DatasetFunctions}.
 *
 * @param strict the function for records that are good
 */
record LenientFunction(ImageFunction strict) {

  /** Types of the elements. */
  ImmutableList<Class<? extends TType>> types() {
    return ImmutableList.<Class<? extends TType>>builder()
        .addAll(strict.types())
        .add(TBool.class)
        .build();
  }

  ConcreteFunction create() {
    return ConcreteFunction.create(this::signature);
  }

  private Signature signature(Ops tf) {
    var imageIndex = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var example = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var record = tf.data.tensorDataset(List.of(imageIndex, example), RecordStream.SHAPES);
    var images = tf.data.ignoreErrorsDataset(images(tf, record), strict.types(), strict.shapes());
    var types = types();
    var shapes = shapes();
    var usable = tf.data.tensorDataset(List.of(tf.constant(true)), List.of(Shape.scalar()));
    var marked = tf.data.zipDataset(List.of(images, usable), types, shapes);
    var otherwise = tf.data.tensorDataset(zeros(tf), shapes);
    var first =
        tf.data.takeDataset(
            tf.data.concatenateDataset(marked, otherwise, types, shapes),
            tf.constant(1L),
            types,
            shapes);
    return Signature.builder("lenient_" + strict.name())
        .input("imageIndex", imageIndex)
        .input("example", example)
        .output("image", DatasetFunctions.standIn(tf, first))
        .build();
  }

  private Operand<? extends TType> images(Ops tf, Operand<? extends TType> record) {
    try (var function = strict.create()) {
      return tf.data.mapDataset(record, List.of(), function, strict.types(), strict.shapes());
    }
  }

  private List<Operand<?>> zeros(Ops tf) {
    var zeros = new ArrayList<Operand<?>>();
    for (int i = 0; i < strict.types().size(); i++) {
      var shape = tf.constant(strict.shapes().get(i).asArray());
      zeros.add(tf.zeros(shape, strict.types().get(i)));
    }
    zeros.add(tf.constant(false));
    return zeros;
  }

  /** Shapes of the elements, with the given dimensions in front. */
  ImmutableList<Shape> shapes(long... batch) {
    return ImmutableList.<Shape>builder().addAll(strict.shapes(batch)).add(Shape.of(batch)).build();
  }
}
