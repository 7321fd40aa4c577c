package org.tfpipeline.tools.convert;

import org.tfpipeline.tfrecords.schema.ImageFormat;

/** How the bytes of an image's record come about. */
public enum Treatment {
  /** The file's own bytes: JPEG or PNG that TensorFlow shows as a viewer does. */
  UNCHANGED("unchanged"),
  /** Decoded, turned upright and written as PNG: JPEG or PNG whose EXIF data asks for it. */
  TURNED("turned upright as their EXIF data says"),
  /** Written as PNG: a CMYK JPEG whose inks TensorFlow takes the wrong way round. */
  RECOLORED("CMYK without an Adobe marker"),
  /** The first frame or page, upright, written as PNG: GIF, BMP, WebP and TIFF. */
  CONVERTED("GIF, BMP, WebP or TIFF");

  private final String description;

  Treatment(String description) {
    this.description = description;
  }

  /** Says which images this happens to, for reports. */
  public String description() {
    return description;
  }

  /** Returns the encoding of the record's bytes for a file of some kind. */
  ImageFormat format(ImageSignature kind) {
    return this == UNCHANGED && kind == ImageSignature.JPEG ? ImageFormat.JPEG : ImageFormat.PNG;
  }
}
