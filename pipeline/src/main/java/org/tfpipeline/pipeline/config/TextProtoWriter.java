package org.tfpipeline.pipeline.config;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;

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
      if (!message.hasField(field)) {
        continue;
      }
      Object value = message.getField(field);
      text.append(indent);
      if (value instanceof Message group) {
        text.append(field.getName()).append(" {\n");
        print(group, indent + "  ", text);
        text.append(indent).append("}\n");
      } else if (value instanceof Double number) {
        text.append(field.getName()).append(": ").append(ValueText.of(number)).append('\n');
      } else {
        text.append(PRINTER.printFieldToString(field, value));
      }
    }
  }
}
