package org.tfpipeline.pipeline.config;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/** Puts values from the command line into a configuration. */
final class SettingApplier {

  private SettingApplier() {}

  /**
   * Sets one field, replacing what the file said, its rivals of a choice included.
   *
   * @throws SettingException when there is no such field or the value is not of its type
   */
  static void apply(Setting setting, Message.Builder target, Origins origins) {
    var field =
        FieldPaths.find(setting.path())
            .orElseThrow(
                () ->
                    failure(
                        setting,
                        "there is no field "
                            + setting.path()
                            + FieldPaths.question(setting.path())));
    if (FieldPaths.isGroup(field)) {
      String fields =
          field.getMessageType().getFields().stream()
              .map(FieldDescriptor::getName)
              .collect(joining(", "));
      throw failure(
          setting, setting.path() + " is a group; set one of its fields: " + fields + ".");
    }
    List<Object> values =
        setting.values().stream().map(value -> parse(setting, field, value)).toList();
    builderOf(setting.path(), target)
        .setField(field, field.isRepeated() ? values : Iterables.getOnlyElement(values));
    origins.putSetting(setting);
  }

  private static Object parse(Setting setting, FieldDescriptor field, String value) {
    return parse(field, value)
        .orElseThrow(
            () ->
                failure(
                    setting,
                    new AllowedValues(field)
                        .mismatch(setting.path(), value.isEmpty() ? "nothing" : value)));
  }

  private static Message.Builder builderOf(String path, Message.Builder top) {
    Message.Builder group = top;
    List<String> names = Splitter.on('.').splitToList(path);
    for (String name : names.subList(0, names.size() - 1)) {
      group = group.getFieldBuilder(group.getDescriptorForType().findFieldByName(name));
    }
    return group;
  }

  private static Optional<Object> parse(FieldDescriptor field, String value) {
    try {
      return switch (field.getJavaType()) {
        case INT -> Optional.of(Integer.valueOf(value));
        case LONG -> Optional.of(Long.valueOf(value));
        case FLOAT -> Optional.of(Float.valueOf(value));
        case DOUBLE -> Optional.of(Double.valueOf(value));
        case BOOLEAN ->
            value.equals("true") || value.equals("false")
                ? Optional.of(Boolean.valueOf(value))
                : Optional.empty();
        case STRING -> Optional.of(unquoted(value));
        case ENUM -> {
          EnumValueDescriptor constant = field.getEnumType().findValueByName(value);
          yield Optional.ofNullable(constant);
        }
        case BYTE_STRING, MESSAGE -> Optional.empty();
      };
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Quotes are not needed on the command line, but people copy them from files. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static SettingException failure(Setting setting, String message) {
    return new SettingException(setting.flag() + ": " + message);
  }
}
