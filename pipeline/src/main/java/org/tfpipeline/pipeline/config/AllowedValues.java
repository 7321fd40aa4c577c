package org.tfpipeline.pipeline.config;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import org.tfpipeline.pipeline.config.proto.Options;
import org.tfpipeline.pipeline.config.proto.Range;

/**
 * What the schema allows in a field, for checks and for messages.
 *
 * @param field the field
 */
record AllowedValues(FieldDescriptor field) {

  /** "a whole number from 1 to 64", "one of TINY, SMALL, BASE" and so on. */
  String description() {
    return switch (field.getJavaType()) {
      case INT, LONG -> "a whole number" + limits();
      case FLOAT, DOUBLE -> "a number" + limits();
      case BOOLEAN -> "true or false";
      case STRING, BYTE_STRING -> "a text in quotes";
      case ENUM ->
          "one of "
              + field.getEnumType().getValues().stream()
                  .map(EnumValueDescriptor::getName)
                  .collect(joining(", "));
      case MESSAGE -> "a group of fields in braces";
    };
  }

  /** The sentence about a value that is not allowed. */
  String mismatch(String path, String found) {
    return path + " must be " + description() + ", not " + found + ".";
  }

  /**
   * Whether a value of the field's type is within its range; always true for what is not a number.
   */
  boolean contains(Object value) {
    if (!(value instanceof Number number)) {
      return true;
    }
    var range = range();
    double at = number.doubleValue();
    return Double.isFinite(at)
        && (!range.hasMin()
            || (range.getMinExcluded() ? at > range.getMin() : at >= range.getMin()))
        && (!range.hasMax()
            || (range.getMaxExcluded() ? at < range.getMax() : at <= range.getMax()));
  }

  /** Whether a value is one that a run can use today. */
  boolean isBuilt(Object value) {
    if (value instanceof EnumValueDescriptor constant) {
      return !constant.getOptions().getExtension(Options.notBuilt);
    }
    return !field.getOptions().getExtension(Options.onlyDefaultBuilt)
        || value.equals(field.getDefaultValue());
  }

  private Range range() {
    return field.getOptions().getExtension(Options.range);
  }

  private String limits() {
    var range = range();
    String min = ValueText.of(range.getMin());
    if (!range.hasMax()) {
      if (field.getJavaType() == JavaType.DOUBLE) {
        return (range.getMinExcluded() ? " above " : " of at least ") + min;
      }
      return " from " + min + " to " + largestInteger();
    }
    String max = ValueText.of(range.getMax());
    if (!range.getMinExcluded() && !range.getMaxExcluded()) {
      return " from " + min + " to " + max;
    }
    return (range.getMinExcluded() ? " above " : " of at least ")
        + min
        + (range.getMaxExcluded() ? " and below " : " and at most ")
        + max;
  }

  private long largestInteger() {
    return field.getJavaType() == JavaType.LONG ? Long.MAX_VALUE : Integer.MAX_VALUE;
  }
}
