package org.tfpipeline.pipeline.config;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.Optional;
import org.tfpipeline.pipeline.config.proto.Options;
import org.tfpipeline.pipeline.config.proto.Pretraining;

/** Names fields by their dotted path from the top, such as {@code crops.local.size}. */
final class FieldPaths {

  private FieldPaths() {}

  /** The path of a field in the group at {@code parent}, which is empty at the top. */
  static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The fields that are set, groups opened, in the order of the paths. */
  static ImmutableSortedMap<String, Object> valuesOf(Message message) {
    var values = ImmutableSortedMap.<String, Object>naturalOrder();
    collect(message, "", values);
    return values.build();
  }

  private static void collect(
      Message message, String parent, ImmutableSortedMap.Builder<String, Object> values) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              String path = join(parent, field.getName());
              if (value instanceof Message group) {
                collect(group, path, values);
              } else {
                values.put(path, value);
              }
            });
  }

  /** The field at a path, or nothing when the schema has none. */
  static Optional<FieldDescriptor> find(String path) {
    Descriptor group = Pretraining.getDescriptor();
    FieldDescriptor field = null;
    for (String name : Splitter.on('.').split(path)) {
      if (group == null) {
        return Optional.empty();
      }
      field = group.findFieldByName(name);
      if (field == null) {
        return Optional.empty();
      }
      group = isGroup(field) ? field.getMessageType() : null;
    }
    return Optional.ofNullable(field);
  }

  /** Whether a run that goes on may have another value in this field than it began with. */
  static boolean mayChange(String path) {
    return find(path).orElseThrow().getOptions().getExtension(Options.mayChange);
  }

  static boolean isGroup(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE;
  }

  /** The end of a message about a path the schema does not have: what was probably meant. */
  static String question(String unknownPath) {
    var all = ImmutableList.<String>builder();
    list(Pretraining.getDescriptor(), "", all);
    ImmutableList<String> paths = all.build();
    String name = unknownPath.substring(unknownPath.lastIndexOf('.') + 1);
    // The right name in the wrong group is likelier than a name of so many mistakes.
    return paths.stream()
        .filter(path -> path.equals(name) || path.endsWith("." + name))
        .findFirst()
        .map(path -> "; did you mean " + path + "?")
        .orElseGet(() -> NearestName.question(unknownPath, paths));
  }

  private static void list(Descriptor group, String parent, ImmutableList.Builder<String> paths) {
    for (FieldDescriptor field : group.getFields()) {
      String path = join(parent, field.getName());
      paths.add(path);
      if (isGroup(field)) {
        list(field.getMessageType(), path, paths);
      }
    }
  }
}
