package org.tfpipeline.pipeline.config;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.List;

/** Prints a configuration in the order of the schema, with numbers as people write them. */
final class TextProtoWriter {

  private static final TextFormat.Printer PRINTER = TextFormat.printer().escapingNonAscii(false);

  private TextProtoWriter() {}

  /** Everything that is set in the message; the reader gives an equal message back. */
  static String print(Message message) {
    var text = new StringBuilder();
    print(message, "", text);
    return text.toString();
  }

  private static void print(Message message, String indent, StringBuilder text) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      for (Object value : values(message, field)) {
        print(field, value, indent, text);
      }
    }
  }

  private static List<?> values(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      return (List<?>) message.getField(field);
    }
    return message.hasField(field) ? List.of(message.getField(field)) : List.of();
  }

  private static void print(
      FieldDescriptor field, Object value, String indent, StringBuilder text) {
    text.append(indent);
    if (value instanceof Message group) {
      text.append(field.getName()).append(" {\n");
      print(group, indent + "  ", text);
      text.append(indent).append("}\n");
    } else if (value instanceof Double number) {
      text.append(field.getName()).append(": ").append(ValueText.of(number)).append('\n');
    } else {
      text.append(PRINTER.printFieldToString(field, field.isRepeated() ? List.of(value) : value));
    }
  }
}
