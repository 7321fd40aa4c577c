package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Decodes an image and cuts nothing. A pixel stands for it: images of all sizes make no batch. */
record DecodeFunction() implements ImageFunction {

  @Override
  public String name() {
    return "decoding";
  }

  @Override
  public ImmutableList<Class<? extends TType>> types() {
    return ImmutableList.of(TUint8.class);
  }

  @Override
  public ImmutableList<Shape> shapes(long... batch) {
    return ImmutableList.of(Shape.of(batch).append(3));
  }

  @Override
  public ImmutableMap<String, Operand<?>> outputs(
      Ops tf, Operand<TUint8> image, Operand<TInt64> imageIndex) {
    var corner = tf.slice(image, tf.array(0, 0, 0), tf.array(1, 1, 3));
    return ImmutableMap.of("corner", tf.reshape(corner, tf.array(3)));
  }
}
