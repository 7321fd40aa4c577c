package org.tfpipeline.tools.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.tools.inspect.sheet.ContactSheet;

/**
 * {@code inspect --contact-sheet}: draws records.
 *
 * @param file to write
 * @param images how many to draw
 */
record ContactSheetRun(SheetFile file, int images) {

  /** Refuses, before anything is done, what cannot be done. */
  ContactSheetRun {
    if (images < 1 || images > ContactSheet.MOST_IMAGES) {
      throw new UsageException(
          "--images %d must be from 1 to %d".formatted(images, ContactSheet.MOST_IMAGES));
    }
  }

  static ContactSheetRun of(Path file, int images) {
    return new ContactSheetRun(new SheetFile("--contact-sheet", file), images);
  }

  /** Returns how many records were drawn. */
  int draw(String records, Console console) throws IOException {
    var sheet = ContactSheet.of(records, images);
    sheet.save(file.file());
    if (sheet.missing() > 0) {
      console
          .err()
          .printf(
              "%,d of the %,d images on %s cannot be shown and are grey there, with the reason below%n",
              sheet.missing(), sheet.images(), file.file());
    }
    file.warnIfBare(sheet.isLettered(), console);
    return sheet.images();
  }
}
