package org.tfpipeline.pipeline.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tfpipeline.pipeline.config.proto.Pretraining;

/** Reads a configuration file and says where it is wrong. */
final class TextProtoReader {

  /** The parser's messages repeat the place in front. */
  private static final Pattern PLACE = Pattern.compile("^\\d+:\\d+: ");

  /** Far more than all fields with their comments; devices and the like have no end. */
  private static final int LARGEST_BYTES = 1 << 20;

  private final Path file;

  TextProtoReader(Path file) {
    this.file = file;
  }

  /**
   * Parses the file into {@code target}, with the place of every field in {@code origins}.
   *
   * @throws ConfigurationException when it cannot be read or does not follow the schema
   */
  void read(Pretraining.Builder target, Origins origins) {
    String text = text();
    var places = TextFormatParseInfoTree.builder();
    var parser =
        TextFormat.Parser.newBuilder()
            .setSingularOverwritePolicy(
                TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
            .setParseInfoTreeBuilder(places)
            .build();
    try {
      parser.merge(text, target);
    } catch (TextFormat.ParseException e) {
      throw new ConfigurationException(
          place(e.getLine(), e.getColumn()) + ": " + explain(e, text), e);
    }
    record(Pretraining.getDescriptor(), places.build(), "", origins);
  }

  private String text() {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
      if (bytes.length > LARGEST_BYTES) {
        throw new ConfigurationException(
            "The configuration " + file + " is longer than 1 MB; name a text file of settings.");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("The configuration " + file + " does not exist.", e);
    } catch (AccessDeniedException e) {
      throw new ConfigurationException("The configuration " + file + " may not be read.", e);
    } catch (CharacterCodingException e) {
      throw new ConfigurationException("The configuration " + file + " is not UTF-8 text.", e);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : e.getMessage();
      throw new ConfigurationException(
          "The configuration " + file + " cannot be read: " + reason + ".", e);
    }
  }

  private String place(int line, int column) {
    return file + ":" + line + ":" + column;
  }

  private static String explain(TextFormat.ParseException error, String text) {
    var position = TextPosition.at(text, error.getLine(), error.getColumn());
    String message = PLACE.matcher(error.getMessage()).replaceFirst("");
    if (message.contains("unknown fields")) {
      return "there is no field " + position.field() + FieldPaths.question(position.field());
    }
    if (message.contains("cannot be overwritten")) {
      return position.field() + " is set a second time; keep one of them.";
    }
    if (message.contains("another member of oneof")) {
      return position.field() + " excludes a field set before it; keep one of them.";
    }
    var field =
        position.isValue() ? FieldPaths.find(position.field()) : Optional.<FieldDescriptor>empty();
    if (field.isEmpty()) {
      return "this is not protocol-buffer text: " + message;
    }
    String found = position.found().isEmpty() ? "nothing" : position.found();
    return new AllowedValues(field.get()).mismatch(position.field(), found);
  }

  private void record(
      Descriptor group, TextFormatParseInfoTree places, String parent, Origins origins) {
    for (FieldDescriptor field : group.getFields()) {
      String path = FieldPaths.join(parent, field.getName());
      if (!places.getLocations(field).isEmpty()) {
        var start = places.getLocation(field, 0);
        origins.putPlace(path, place(start.getLine() + 1, start.getColumn() + 1));
      }
      if (FieldPaths.isGroup(field) && !places.getNestedTrees(field).isEmpty()) {
        record(field.getMessageType(), places.getNestedTree(field, 0), path, origins);
      }
    }
  }
}
