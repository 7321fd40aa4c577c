package org.tfpipeline.tools.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tfpipeline.tools.inspect.sheet.ContactSheet;

/**
 * {@code inspect --contact-sheet}: draws records.
 *
 * @param file to write
 * @param images how many to draw
 */
record ContactSheetRun(Path file, int images) {

  /** Refuses, before anything is done, what cannot be done. */
  ContactSheetRun {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new UsageException(
          "--contact-sheet %s must end in .png, the only format there is".formatted(file));
    }
    if (images < 1 || images > ContactSheet.MOST_IMAGES) {
      throw new UsageException(
          "--images %d must be from 1 to %d".formatted(images, ContactSheet.MOST_IMAGES));
    }
  }

  void checkPlace(boolean force) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "%s is no folder to write --contact-sheet to; make it first".formatted(folder));
    }
    if (Files.isDirectory(file)) {
      throw new IOException("--contact-sheet %s is a folder; name a file in it".formatted(file));
    }
    if (!force && Files.exists(file)) {
      throw new IOException(
          "%s is there already; name another file, or replace it with --force".formatted(file));
    }
  }

  /** Returns how many records were drawn. */
  int draw(String records, Console console) throws IOException {
    var sheet = ContactSheet.of(records, images);
    sheet.save(file);
    if (sheet.missing() > 0) {
      console
          .err()
          .printf(
              "%,d of the %,d images on %s cannot be shown and are grey there, with the reason below%n",
              sheet.missing(), sheet.images(), file);
    }
    if (!sheet.isLettered()) {
      console
          .err()
          .printf("%s has no text, since Java finds no font; install fontconfig and one%n", file);
    }
    return sheet.images();
  }
}
