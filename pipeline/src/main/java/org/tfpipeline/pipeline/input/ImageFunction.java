package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.ndarray.Shape;
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

  ConcreteFunction create();
}
