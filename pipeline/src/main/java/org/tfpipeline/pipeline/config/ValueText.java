package org.tfpipeline.pipeline.config;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.math.BigDecimal;
import java.util.List;

/** Writes values the way people do. */
final class ValueText {

  private ValueText() {}

  /** A value of a field, for messages. */
  static String of(Object value) {
    if (value instanceof EnumValueDescriptor constant) {
      return constant.getName();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ValueText::of).collect(joining(", "));
    }
    return value instanceof Double number ? of(number.doubleValue()) : value.toString();
  }

  /**
   * The shortest decimal that reads back as the same double: {@code 0.0005}, {@code 1}, {@code
   * 1e-8}.
   */
  static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (decimal.signum() == 0 || (exponent >= -5 && exponent < 10)) {
      return decimal.toPlainString();
    }
    return decimal.movePointLeft(exponent).toPlainString() + "e" + exponent;
  }
}
