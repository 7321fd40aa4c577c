package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.tools.convert.AnnotationParsers;
import org.tfpipeline.tools.convert.mask.IndexMask;
import org.tfpipeline.tools.convert.mask.MaskException;

/** What must hold when any file is taken for annotations. */
final class AnnotationChecks {

  /** Far more than a small mask and its decoder need. */
  private static final int BYTES_PER_PIXEL = 16;

  private AnnotationChecks() {}

  private interface Parser {
    void parse(Path file) throws IOException, AnnotationParsers.RefusedException;
  }

  static long voc(byte[] input, Path folder) throws IOException {
    return check(input, folder.resolve("annotation.xml"), AnnotationParsers::voc);
  }

  static long coco(byte[] input, Path folder) throws IOException {
    return check(input, folder.resolve("instances.json"), AnnotationParsers::coco);
  }

  static long csv(byte[] input, Path folder) throws IOException {
    return check(input, folder.resolve("labels.csv"), AnnotationParsers::csv);
  }

  private static long check(byte[] input, Path file, Parser parser) throws IOException {
    InputFile.write(file, input);
    try {
      parser.parse(file);
    } catch (AnnotationParsers.RefusedException e) {
      Sentence.check(e);
    }
    return input.length;
  }

  /** The size is known from the image; a mask of any other must be refused before it is decoded. */
  static long mask(byte[] input, Path folder) {
    int width = 256;
    int height = 256;
    try {
      var mask = IndexMask.read(input, width, height);
      assertThat(mask.samples()).hasSize(width * height);
    } catch (MaskException e) {
      Sentence.check(e);
    }
    return input.length + (long) width * height * BYTES_PER_PIXEL / 256;
  }
}
