package org.tfpipeline.tools.convert;

import java.io.IOException;

/** Decides whether an image and its annotation can be converted. */
record AnnotatedCheck(ImageCheck imageCheck) {

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
          : new Result(image, outcome, finding);
    }
    return new Result(image, outcome, Annotation.Finding.fault(""));
  }

  private static Annotation.Finding finding(CheckedImage image) {
    var annotation = image.source().annotation();
    if (image.treatment() == Treatment.TURNED && !(annotation instanceof NoAnnotation)) {
      return Annotation.Finding.fault(
          "is turned by its EXIF data, and its annotation could be for it turned or not; save it upright and annotate that");
    }
    try {
      return annotation.check(image.width(), image.height());
    } catch (IOException e) {
      return Annotation.Finding.fault("has an annotation that cannot be read: " + e.getMessage());
    }
  }
}
