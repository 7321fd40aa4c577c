package org.tfpipeline.tfrecords.schema;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * An image with the class, or the instance, of every pixel.
 *
 * @param image the image
 * @param mask {@code image/segmentation/class/encoded}: a single-channel PNG of the image's size
 *     whose samples are the numbers, 8 bit for classes and 16 bit for instances
 */
public record SegmentationExample(ImageExample image, ByteString mask) {

  /** The features' names. */
  public static final String MASK = "image/segmentation/class/encoded";

  public static final String MASK_FORMAT = "image/segmentation/class/format";

  /** Serialises to a {@code tf.train.Example}; equal values give equal bytes. */
  public byte[] toBytes() {
    return image
        .features()
        .bytes(MASK, mask)
        .text(MASK_FORMAT, ImageFormat.PNG.featureValue())
        .toBytes();
  }

  /**
   * Reads what {@link #toBytes} or another writer of the same names wrote.
   *
   * @throws SchemaException if a feature is missing or of another type, or the mask is no PNG
   */
  public static SegmentationExample parse(byte[] bytes) throws SchemaException {
    var features = FeatureReader.parse(bytes);
    String format = features.optionalText(MASK_FORMAT).orElse(ImageFormat.PNG.featureValue());
    if (!ImageFormat.parse(format).equals(Optional.of(ImageFormat.PNG))) {
      throw new SchemaException(
          "feature %s is %s, expected png".formatted(MASK_FORMAT, SchemaException.quoted(format)));
    }
    return new SegmentationExample(ImageExample.read(features), features.bytes(MASK));
  }
}
