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
final class OutputFiles {

  private final Path folder;
  private long images;
  private long mostPixels;

  OutputFiles(Path folder) {
    this.folder = folder;
  }

  /** What a record calls its image, without the slash in front of an absolute path. */
  static String name(ImageExample image) {
    return image.filename().replaceFirst("^/+", "");
  }

  /** Writes an image into a folder. */
  void write(String parent, ImageExample image) throws IOException {
    write(parent, name(image), image.encoded());
    images++;
    mostPixels = Math.max(mostPixels, (long) image.width() * image.height());
  }

  /** Writes a file that is not there yet into a folder. */
  void write(String parent, String name, ByteString content) throws IOException {
    Path file = resolve(folder.resolve(parent), name);
    Files.createDirectories(file.getParent());
    try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      content.writeTo(out);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "two records would be the file %s; extract one split at a time".formatted(name), e);
    }
  }

  private static Path resolve(Path parent, String name) throws IOException {
    try {
      Path file = parent.resolve(name).normalize();
      if (file.startsWith(parent) && !file.equals(parent)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IOException(
        "a record would be the file '%s', which is no place below the output folder"
            .formatted(name));
  }

  /** How many images were written. */
  long images() {
    return images;
  }

  /** Pixels of the largest image. */
  long mostPixels() {
    return mostPixels;
  }
}
