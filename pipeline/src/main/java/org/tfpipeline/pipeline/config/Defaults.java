package org.tfpipeline.pipeline.config;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;

/** Writes the schema's defaults out, so that a configuration says everything itself. */
final class Defaults {

  private Defaults() {}

  /** Fills what is not set and has a default; of a choice without a member, the first one. */
  static void fill(Message.Builder target) {
    for (FieldDescriptor field : target.getDescriptorForType().getFields()) {
      OneofDescriptor choice = field.getContainingOneof();
      if (choice != null && !isTaken(target, field, choice)) {
        continue;
      }
      if (FieldPaths.isGroup(field)) {
        fill(target.getFieldBuilder(field));
      } else if (field.hasDefaultValue() && !target.hasField(field)) {
        target.setField(field, field.getDefaultValue());
      }
    }
  }

  private static boolean isTaken(
      Message.Builder target, FieldDescriptor field, OneofDescriptor choice) {
    return target.hasOneof(choice) ? target.hasField(field) : choice.getField(0).equals(field);
  }
}
