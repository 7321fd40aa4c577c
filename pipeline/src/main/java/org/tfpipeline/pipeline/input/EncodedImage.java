package org.tfpipeline.pipeline.input;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tfpipeline.tfrecords.schema.ImageExample;

/**
 * The encoded image of one serialised {@code tf.train.Example}.
 *
 * @param bytes scalar, a JPEG or a PNG
 */
record EncodedImage(Operand<TString> bytes) {

  /**
   * Reads the feature {@code image/encoded}; the graph fails where an Example has none.
   *
   * @param example scalar
   */
  static EncodedImage parse(Ops tf, Operand<TString> example) {
    Operand<TString> noDefault = tf.fill(tf.array(0), tf.constant(""));
    var parsed =
        tf.io.parseSingleExample(
            example,
            List.of(noDefault),
            0L,
            List.of(),
            List.of(ImageExample.ENCODED),
            List.of(),
            List.of(Shape.scalar()));
    @SuppressWarnings("unchecked") // The type of the feature is that of its default.
    var bytes = (Operand<TString>) parsed.denseValues().get(0);
    return new EncodedImage(bytes);
  }

  /**
   * Decodes to RGB: gray is repeated, alpha is dropped. TensorFlow's {@code DecodeJpeg} looks at
   * the bytes and decodes a PNG just as well; unlike {@code DecodeImage} it lets us ask for the
   * accurate inverse transform, which is what Pillow and thereby the recipe uses.
   *
   * @return {@code [height, width, 3]}
   */
  Operand<TUint8> decode(Ops tf) {
    return tf.image.decodeJpeg(
        bytes, DecodeJpeg.channels(3L), DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
  }
}
