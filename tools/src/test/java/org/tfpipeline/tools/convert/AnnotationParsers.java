package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.nio.file.Path;

/** The readers of annotations, for tests in other packages. */
public final class AnnotationParsers {

  private static final int MOST_PIXELS = 1 << 16;

  private AnnotationParsers() {}

  /** A file that is refused as users are told. */
  public static final class RefusedException extends Exception {

    RefusedException(Exception reason) {
      super(reason.getMessage(), reason);
    }
  }

  /** Reads an XML file of Pascal VOC. */
  public static void voc(Path file) throws IOException, RefusedException {
    try {
      VocDocument.read(file);
    } catch (AnnotationException e) {
      throw new RefusedException(e);
    }
  }

  /** Reads a COCO file and draws the masks of small images. */
  public static void coco(Path file) throws RefusedException {
    try {
      draw(CocoReader.read(file));
    } catch (IOException e) {
      throw new RefusedException(e);
    }
  }

  private static void draw(CocoFile coco) {
    coco.annotations()
        .forEach(
            (image, annotation) ->
                coco.images().get(image).stream()
                    .flatMap(entry -> entry.size().stream())
                    .filter(size -> (long) size.width() * size.height() <= MOST_PIXELS)
                    .limit(1)
                    .forEach(size -> draw(annotation, size)));
  }

  private static void draw(CocoFile.Annotation annotation, PixelSize size) {
    annotation
        .mask()
        .filter(mask -> mask.fault(size.width(), size.height()).isEmpty())
        .ifPresent(mask -> mask.pixels(size.width(), size.height()));
  }

  /** Reads a table. */
  public static void csv(Path file) throws RefusedException {
    try {
      CsvText.parse(TextFiles.read(file));
    } catch (IOException | AnnotationException e) {
      throw new RefusedException(e);
    }
  }
}
