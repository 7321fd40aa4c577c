package org.tfpipeline.pipeline.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedMap;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * {@code manifest.json} of a checkpoint: what its folder holds, to tell damage. It is the last file
 * that is written.
 *
 * @param step steps done
 * @param files size and checksum of each file beside it
 */
record CheckpointManifest(long step, ImmutableSortedMap<String, Content> files) {

  static final String NAME = "manifest.json";

  /** Raised when something that older programs cannot do without changes its place. */
  private static final int FORMAT = 1;

  private static final long LARGEST_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 20;

  /** Names lead to files beside the manifest, and nowhere else. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}");

  /**
   * What a file holds.
   *
   * @param crc32c checksum of its bytes, eight hexadecimal digits
   */
  record Content(long bytes, String crc32c) {

    static Content of(Path file) throws IOException {
      var checksum = new CRC32C();
      var buffer = new byte[BUFFER_BYTES];
      long bytes = 0;
      try (var in = Files.newInputStream(file)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          checksum.update(buffer, 0, read);
          bytes += read;
        }
      }
      return new Content(bytes, "%08x".formatted(checksum.getValue()));
    }
  }

  /** Of the files that are in a folder. */
  static CheckpointManifest of(Path folder, long step) throws IOException {
    var files = ImmutableSortedMap.<String, Content>naturalOrder();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var file : entries) {
        files.put(file.getFileName().toString(), Content.of(file));
      }
    }
    return new CheckpointManifest(step, files.buildOrThrow());
  }

  void write(Path folder) throws IOException {
    var contents = new JsonObject();
    files.forEach(
        (name, content) -> {
          var entry = new JsonObject();
          entry.addProperty("bytes", content.bytes());
          entry.addProperty("crc32c", content.crc32c());
          contents.add(name, entry);
        });
    var json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("step", step);
    json.add("files", contents);
    var text = new GsonBuilder().setPrettyPrinting().create().toJson(json);
    Files.writeString(folder.resolve(NAME), text + "\n");
  }

  /**
   * Looks for damage: reads every file of a checkpoint.
   *
   * @return what is wrong, to follow the checkpoint's name in a sentence; nothing if it is as it
   *     was written
   * @throws IOException if a file that is there cannot be read
   */
  static Optional<String> findDamage(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(NAME))) {
      return Optional.of("has no " + NAME);
    }
    CheckpointManifest manifest;
    try {
      manifest = read(folder);
    } catch (MalformedManifestException e) {
      return Optional.of("has a damaged %s (%s)".formatted(NAME, e.getMessage()));
    }
    for (var entry : manifest.files().entrySet()) {
      var name = entry.getKey();
      var file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        return Optional.of("has no " + name);
      }
      long bytes = Files.size(file);
      if (bytes != entry.getValue().bytes()) {
        return Optional.of(
            "has a damaged %s (%,d bytes in place of %,d)"
                .formatted(name, bytes, entry.getValue().bytes()));
      }
      if (!Content.of(file).equals(entry.getValue())) {
        return Optional.of("has a damaged %s (its checksum is another one)".formatted(name));
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the manifest of a checkpoint.
   *
   * @throws MalformedManifestException if it is not one
   */
  static CheckpointManifest read(Path folder) throws IOException {
    return parse(text(folder.resolve(NAME)));
  }

  private static String text(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > LARGEST_BYTES) {
      throw new MalformedManifestException("it is too long");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new MalformedManifestException("it is not " + UTF_8);
    }
  }

  /**
   * Reads the text of a manifest.
   *
   * @throws MalformedManifestException if it is not one
   */
  static CheckpointManifest parse(String text) throws IOException {
    try (var json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      long format = 0;
      long step = -1;
      var files = ImmutableSortedMap.<String, Content>of();
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "format" -> format = json.nextLong();
          case "step" -> step = json.nextLong();
          case "files" -> files = files(json);
          default -> throw new MalformedManifestException("there is an unknown field");
        }
      }
      json.endObject();
      if (format != FORMAT) {
        throw new MalformedManifestException("its format is not " + FORMAT);
      }
      if (step < 0 || files.isEmpty()) {
        throw new MalformedManifestException("it is not complete");
      }
      return new CheckpointManifest(step, files);
    } catch (MalformedJsonException
        | EOFException
        | IllegalStateException
        | IllegalArgumentException e) { // Among them, of numbers, NumberFormatException.
      throw new MalformedManifestException("it is not the JSON that was written");
    }
  }

  private static ImmutableSortedMap<String, Content> files(JsonReader json) throws IOException {
    var files = ImmutableSortedMap.<String, Content>naturalOrder();
    json.beginObject();
    while (json.hasNext()) {
      var name = json.nextName();
      if (!FILE_NAME.matcher(name).matches()) {
        throw new MalformedManifestException("it names a file that no checkpoint has");
      }
      files.put(name, content(json));
    }
    json.endObject();
    return files.buildOrThrow();
  }

  private static Content content(JsonReader json) throws IOException {
    long bytes = -1;
    String crc32c = "";
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "bytes" -> bytes = json.nextLong();
        case "crc32c" -> crc32c = json.nextString();
        default -> throw new MalformedManifestException("there is an unknown field");
      }
    }
    json.endObject();
    return new Content(bytes, crc32c);
  }
}
