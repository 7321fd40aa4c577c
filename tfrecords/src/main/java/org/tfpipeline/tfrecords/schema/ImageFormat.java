package org.tfpipeline.tfrecords.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The encodings of {@code image/encoded}: those that TensorFlow decodes without loss of meaning.
 */
public enum ImageFormat {
  JPEG,
  PNG;

  /** What {@code image/format} holds. */
  public String featureValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Understands {@code image/format} as written here and elsewhere ({@code jpg}, upper case). */
  public static Optional<ImageFormat> parse(String featureValue) {
    String value = featureValue.toLowerCase(Locale.ROOT).replace("jpg", "jpeg");
    return Arrays.stream(values())
        .filter(format -> format.featureValue().equals(value))
        .findFirst();
  }
}
