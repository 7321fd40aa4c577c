package org.tfpipeline.tfrecords.schema;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * One image, as its file bytes, perhaps with a class.
 *
 * @param encoded {@code image/encoded}: the bytes of a JPEG or PNG file
 * @param format {@code image/format}
 * @param filename {@code image/filename}: where the image was, below the folder of its collection
 * @param height {@code image/height}, pixels
 * @param width {@code image/width}, pixels
 * @param label {@code image/class/label} and {@code image/class/text}; absent in unlabelled
 *     collections
 */
public record ImageExample(
    ByteString encoded,
    ImageFormat format,
    String filename,
    int height,
    int width,
    Optional<ClassLabel> label) {

  /** The features' names. */
  public static final String ENCODED = "image/encoded";

  public static final String FORMAT = "image/format";
  public static final String FILENAME = "image/filename";
  public static final String HEIGHT = "image/height";
  public static final String WIDTH = "image/width";
  public static final String LABEL = "image/class/label";
  public static final String TEXT = "image/class/text";

  /** Serialises to a {@code tf.train.Example}; equal values give equal bytes. */
  public byte[] toBytes() {
    return features().toBytes();
  }

  /** The features of this image, to which others may be added. */
  FeatureWriter features() {
    var features =
        new FeatureWriter()
            .bytes(ENCODED, encoded)
            .text(FORMAT, format.featureValue())
            .text(FILENAME, filename)
            .int64(HEIGHT, height)
            .int64(WIDTH, width);
    label.ifPresent(present -> features.int64(LABEL, present.index()).text(TEXT, present.text()));
    return features;
  }

  /**
   * Reads what {@link #toBytes} or another writer of the same names wrote; other features are
   * passed over, a label without a text gets an empty one.
   *
   * @throws SchemaException if a feature is missing or of another type
   */
  public static ImageExample parse(byte[] bytes) throws SchemaException {
    return read(FeatureReader.parse(bytes));
  }

  /** The name in a record, whatever else the record holds; empty if it tells none. */
  public static Optional<String> filename(byte[] bytes) {
    try {
      return FeatureReader.parse(bytes).optionalText(FILENAME);
    } catch (SchemaException e) {
      return Optional.empty();
    }
  }

  static ImageExample read(FeatureReader features) throws SchemaException {
    String format = features.text(FORMAT);
    String text = features.optionalText(TEXT).orElse("");
    return new ImageExample(
        features.bytes(ENCODED),
        ImageFormat.parse(format)
            .orElseThrow(
                () ->
                    new SchemaException(
                        "feature %s is %s, expected jpeg or png"
                            .formatted(FORMAT, SchemaException.quoted(format)))),
        features.text(FILENAME),
        features.size(HEIGHT),
        features.size(WIDTH),
        features.optionalInt64(LABEL).map(index -> new ClassLabel(index, text)));
  }
}
