package org.tfpipeline.pipeline.export;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * The one view of an image that evaluations look at: its shorter side resized to 256/224 of the
 * network's image size, antialiased bicubic, and the centre cut out.
 *
 * @param size of the view in pixels; a multiple of the patch size
 */
public record EvaluationView(int size) {
  /** TensorFlow's messages about files that are no images name this operation. */
  public static final String DECODING = "DecodeJpeg";

  /**
   * The views of whole files.
   *
   * @param encoded {@code [batch]}, the bytes of JPEG or PNG files
   * @return {@code [batch, size, size, 3]}, RGB in [0, 1]
   */
  Operand<TFloat32> of(Ops tf, Operand<TString> encoded) {
    var shape = Shape.of(size, size, 3);
    // Files are of different sizes before they are views, so each is on its own until then.
    try (var each = ConcreteFunction.create(this::signature)) {
      var views =
          tf.mapDefun(List.of(encoded), List.of(), List.of(TFloat32.class), List.of(shape), each);
      @SuppressWarnings("unchecked") // It is what the function returns.
      var images = (Operand<TFloat32>) views.output().get(0);
      return images;
    }
  }

  private Signature signature(Ops tf) {
    var encoded = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    return Signature.builder("evaluation_view_" + size)
        .input("encoded", encoded)
        .output("image", image(tf, encoded))
        .build();
  }

  private Operand<TFloat32> image(Ops tf, Operand<TString> encoded) {
    // DecodeJpeg looks at the bytes and decodes a PNG as well.
    var decoded =
        tf.dtypes.cast(
            tf.image.decodeJpeg(
                encoded, DecodeJpeg.channels(3L), DecodeJpeg.dctMethod("INTEGER_ACCURATE")),
            TFloat32.class);
    Operand<TInt32> sides = tf.stridedSlice(tf.shape(decoded), Indices.sliceTo(2));
    // Whole numbers, rounded as torchvision's Resize and CenterCrop do: down, and halves to even.
    var shorterSide = tf.constant(size * 256 / 224);
    var target = tf.math.floorDiv(tf.math.mul(sides, shorterSide), tf.min(sides, tf.constant(0)));
    var scale =
        tf.math.div(tf.dtypes.cast(target, TFloat32.class), tf.dtypes.cast(sides, TFloat32.class));
    var resized =
        tf.image
            .scaleAndTranslate(
                tf.expandDims(decoded, tf.constant(0)),
                target,
                scale,
                tf.constant(new float[] {0, 0}),
                ScaleAndTranslate.kernelType("keyscubic"),
                ScaleAndTranslate.antialias(true))
            .resizedImages();
    var leftOver = tf.dtypes.cast(tf.math.sub(target, tf.constant(size)), TFloat32.class);
    var margins =
        tf.dtypes.cast(tf.math.rint(tf.math.mul(leftOver, tf.constant(0.5f))), TInt32.class);
    Operand<TInt32> begin =
        tf.concat(
            List.of(tf.constant(new int[] {0}), margins, tf.constant(new int[] {0})),
            tf.constant(0));
    var cut = tf.slice(resized, begin, tf.constant(new int[] {1, size, size, 3}));
    var levels = tf.reshape(cut, tf.array(size, size, 3));
    return tf.clipByValue(tf.math.div(levels, tf.constant(255f)), tf.constant(0f), tf.constant(1f));
  }
}
