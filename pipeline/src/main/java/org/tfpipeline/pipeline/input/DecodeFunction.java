package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
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
  public ConcreteFunction create() {
    return ConcreteFunction.create(this::signature);
  }

  private Signature signature(Ops tf) {
    var imageIndex = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var example = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var image = EncodedImage.parse(tf, example).decode(tf);
    var corner = tf.slice(image, tf.array(0, 0, 0), tf.array(1, 1, 3));
    return Signature.builder(name())
        .input("imageIndex", imageIndex)
        .input("example", example)
        .output("corner", tf.reshape(corner, tf.array(3)))
        .build();
  }
}
