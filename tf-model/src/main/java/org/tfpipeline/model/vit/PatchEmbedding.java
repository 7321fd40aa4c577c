package org.tfpipeline.model.vit;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;

/** Cuts an image into patches and maps each to a token. {@code proj.weight} is HWIO. */
final class PatchEmbedding {
  private final Ops tf;
  private final int patchSize;
  private final Operand<TFloat32> weight;
  private final Operand<TFloat32> bias;

  PatchEmbedding(ParameterScope scope, VitConfig config) {
    this.tf = scope.ops();
    this.patchSize = config.patchSize();
    var proj = scope.child("proj");
    int fanIn = 3 * patchSize * patchSize;
    this.weight = proj.uniform("weight", fanIn, patchSize, patchSize, 3, config.width());
    this.bias = proj.uniform("bias", fanIn, config.width());
  }

  /**
   * Maps images {@code [batch, height, width, 3]} to a grid {@code [batch, rows, columns, width]}.
   * Rows and columns of pixels that fill no patch are dropped, at the bottom and the right.
   */
  Operand<TFloat32> apply(Operand<TFloat32> images) {
    var strides = List.of(1L, (long) patchSize, (long) patchSize, 1L);
    return tf.nn.biasAdd(tf.nn.conv2d(images, weight, strides, "VALID"), bias);
  }

  /**
   * How many patches there are along an axis of images. The grid itself does not tell: of no images
   * at all, oneDNN's convolution gives one of another size.
   */
  static Operand<TInt32> patches(Ops tf, Operand<TFloat32> images, int axis, int patchSize) {
    long size = images.shape().get(axis);
    return size >= 0
        ? tf.constant(Math.toIntExact(size / patchSize))
        : tf.math.floorDiv(Sizes.of(tf, images, axis), tf.constant(patchSize));
  }
}
