package org.tfpipeline.pipeline.export;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes as protocol buffers. */
final class TensorShapes {

  private TensorShapes() {}

  static TensorShapeProto proto(Shape shape) {
    if (shape.isUnknown()) {
      return TensorShapeProto.newBuilder().setUnknownRank(true).build();
    }
    var proto = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return proto.build();
  }
}
