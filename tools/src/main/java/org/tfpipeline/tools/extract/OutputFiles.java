package org.tfpipeline.tools.extract;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Files below a folder, under the names that records give them, which are not to be trusted. */
record OutputFiles(Path folder) {

  /** What a record calls its image, without the slash in front of an absolute path. */
  static String name(ImageExample image) {
    return image.filename().replaceFirst("^/+", "");
  }

  /** Writes a file that is not there yet. */
  void write(String name, ByteString content) throws IOException {
    Path file = resolve(name);
    Files.createDirectories(file.getParent());
    try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      content.writeTo(out);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "two records would be the file %s; extract one split at a time".formatted(name), e);
    }
  }

  private Path resolve(String name) throws IOException {
    try {
      Path file = folder.resolve(name).normalize();
      if (file.startsWith(folder) && !file.equals(folder)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IOException(
        "a record would be the file '%s', which is no place below the output folder"
            .formatted(name));
  }
}
