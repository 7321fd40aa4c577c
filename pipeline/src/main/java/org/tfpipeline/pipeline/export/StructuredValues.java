package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.proto.Struct.DictValue;
import org.tensorflow.proto.Struct.ListValue;
import org.tensorflow.proto.Struct.NamedTupleValue;
import org.tensorflow.proto.Struct.NoneValue;
import org.tensorflow.proto.Struct.PairValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TensorSpecProto;
import org.tensorflow.proto.Struct.TupleValue;

/** Python values (tuples, dictionaries, tensor specifications) as protocol buffers. */
final class StructuredValues {

  private StructuredValues() {}

  static StructuredValue none() {
    return StructuredValue.newBuilder().setNoneValue(NoneValue.getDefaultInstance()).build();
  }

  static StructuredValue strings(Collection<String> values) {
    var list = ListValue.newBuilder();
    values.forEach(value -> list.addValues(StructuredValue.newBuilder().setStringValue(value)));
    return StructuredValue.newBuilder().setListValue(list).build();
  }

  static StructuredValue tuple(StructuredValue... values) {
    var tuple = TupleValue.newBuilder().addAllValues(List.of(values));
    return StructuredValue.newBuilder().setTupleValue(tuple).build();
  }

  static StructuredValue dict(Map<String, StructuredValue> fields) {
    var dict = DictValue.newBuilder().putAllFields(fields);
    return StructuredValue.newBuilder().setDictValue(dict).build();
  }

  static StructuredValue namedTuple(String name, Map<String, StructuredValue> fields) {
    var tuple = NamedTupleValue.newBuilder().setName(name);
    fields.forEach(
        (key, value) -> tuple.addValues(PairValue.newBuilder().setKey(key).setValue(value)));
    return StructuredValue.newBuilder().setNamedTupleValue(tuple).build();
  }

  /** The tensors by name as a dictionary of {@code tf.TensorSpec}. */
  static StructuredValue tensorSpecDict(ImmutableSortedMap<String, Operand<?>> tensors) {
    return dict(Maps.transformEntries(tensors, StructuredValues::tensorSpec));
  }

  /** The tensors as a tuple of {@code tf.TensorSpec}. */
  static StructuredValue tensorSpecTuple(ImmutableSortedMap<String, Operand<?>> tensors) {
    return tuple(
        Maps.transformEntries(tensors, StructuredValues::tensorSpec)
            .values()
            .toArray(StructuredValue[]::new));
  }

  private static StructuredValue tensorSpec(String name, Operand<?> tensor) {
    var specification =
        TensorSpecProto.newBuilder()
            .setName(name)
            .setDtype(tensor.asOutput().dataType())
            .setShape(TensorShapes.proto(tensor.shape()));
    return StructuredValue.newBuilder().setTensorSpecValue(specification).build();
  }
}
