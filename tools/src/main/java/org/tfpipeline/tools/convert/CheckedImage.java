package org.tfpipeline.tools.convert;

import org.tfpipeline.tfrecords.schema.ImageFormat;

/**
 * An image that can be converted.
 *
 * @param source the file
 * @param treatment how its record's bytes come about
 * @param format of the record's bytes
 * @param width of the record's image, in pixels
 * @param height of the record's image, in pixels
 * @param bytes length of the file
 * @param checksum of the file's bytes, to notice if it changes before it is written
 * @param annotationChecksum of the bytes of the annotation's own file, if it has one
 */
record CheckedImage(
    SourceImage source,
    Treatment treatment,
    ImageFormat format,
    int width,
    int height,
    int bytes,
    int checksum,
    int annotationChecksum)
    implements ImageCheck.Outcome {

  CheckedImage annotated(int otherChecksum) {
    return new CheckedImage(
        source, treatment, format, width, height, bytes, checksum, otherChecksum);
  }

  /** About how long the record's bytes are: a photograph's PNG has two thirds of its samples'. */
  long recordBytes() {
    return treatment == Treatment.UNCHANGED ? bytes : 2L * width * height;
  }
}
