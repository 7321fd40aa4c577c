package org.tfpipeline.tools.convert;

import java.io.IOException;

/**
 * Decides whether an image and its annotation can be converted.
 *
 * @param imageCheck of the image alone
 * @param budget for its masks; what needs more than all of it is refused
 */
record AnnotatedCheck(ImageCheck imageCheck, MemoryBudget budget) {

  /** A mask must fit into an array. */
  private static final long MOST_PIXELS = Integer.MAX_VALUE - 8;

  /**
   * What became of an image.
   *
   * @param source the image
   * @param outcome whether it can be converted
   * @param finding what its annotation is like, if it can
   */
  record Result(SourceImage source, ImageCheck.Outcome outcome, Annotation.Finding finding) {}

  Result check(SourceImage image) {
    var outcome = imageCheck.check(image);
    if (outcome instanceof CheckedImage checked) {
      var finding = finding(checked);
      return finding.fault().isPresent()
          ? new Result(image, new Refusal(image.displayName(), finding.fault().get()), finding)
          : new Result(image, checked.annotated(finding.checksum()), finding);
    }
    return new Result(image, outcome, Annotation.Finding.fault(""));
  }

  private Annotation.Finding finding(CheckedImage image) {
    var annotation = image.source().annotation();
    int width = image.width();
    int height = image.height();
    long memory = annotation.memory(width, height);
    if (!budget.fits(memory) || (memory > 0 && (long) width * height > MOST_PIXELS)) {
      return Annotation.Finding.fault(
          "has %d x %d pixels, whose masks need more memory than Java has; give it some with TFPIPELINE_JAVA_OPTIONS=-Xmx8g, or scale both down"
              .formatted(width, height));
    }
    try {
      return budget.with(memory, () -> annotation.check(width, height));
    } catch (IOException e) {
      return Annotation.Finding.fault("has an annotation that cannot be read: " + e.getMessage());
    }
  }
}
