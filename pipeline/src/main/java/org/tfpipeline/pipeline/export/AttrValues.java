package org.tfpipeline.pipeline.export;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;

/** Attributes of nodes, functions and arguments as protocol buffers. */
final class AttrValues {

  private AttrValues() {}

  static AttrValue string(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue types(List<DataType> types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(types))
        .build();
  }

  static AttrValue shape(Shape shape) {
    return AttrValue.newBuilder().setShape(TensorShapes.proto(shape)).build();
  }

  static AttrValue shapes(List<Shape> shapes) {
    var protos = shapes.stream().map(TensorShapes::proto).toList();
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllShape(protos))
        .build();
  }

  static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}
