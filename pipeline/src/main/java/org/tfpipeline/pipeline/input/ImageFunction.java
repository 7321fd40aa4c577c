package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A function that tf.data maps over the records: (image index, serialised Example) to what there is
 * of one image. It fails where the record holds no image.
 */
sealed interface ImageFunction permits CropFunction, DecodeFunction {

  /** Functions with equal bodies share a name unless told otherwise, whatever their shapes. */
  String name();

  /** Types of the outputs. */
  ImmutableList<Class<? extends TType>> types();

  /** Shapes of the outputs, with the given dimensions in front. */
  ImmutableList<Shape> shapes(long... batch);

  /**
   * The outputs by name, in their order.
   *
   * @param image decoded, {@code [height, width, 3]}
   * @param imageIndex scalar; the position of the image in the run's stream of images
   */
  ImmutableMap<String, Operand<?>> outputs(
      Ops tf, Operand<TUint8> image, Operand<TInt64> imageIndex);

  default ConcreteFunction create() {
    return ConcreteFunction.create(
        tf -> {
          var imageIndex = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
          var example = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
          var image = EncodedImage.parse(tf, example).decode(tf);
          var signature =
              Signature.builder(name()).input("imageIndex", imageIndex).input("example", example);
          outputs(tf, image, imageIndex).forEach(signature::output);
          return signature.build();
        });
  }
}
