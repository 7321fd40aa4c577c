package org.tfpipeline.tools.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What a JPEG file says before its first scan about how its samples become a picture.
 *
 * @param jfif whether it has a JFIF segment
 * @param adobeTransform of its Adobe segment, if it has one
 * @param components names of the colour components
 * @param orientation of its EXIF segment
 */
record JpegHeader(
    boolean jfif,
    OptionalInt adobeTransform,
    ImmutableIntArray components,
    Orientation orientation) {

  private static final int START_OF_SCAN = 0xda;

  /** Reads the segments up to the first scan, or as far as they are sound. */
  static JpegHeader of(byte[] jpeg) {
    boolean jfif = false;
    var adobeTransform = OptionalInt.empty();
    var components = ImmutableIntArray.of();
    ByteBuffer exif = null;
    var buffer = ByteBuffer.wrap(jpeg).position(2);
    while (buffer.remaining() > 4) {
      if (buffer.get() != (byte) 0xff) {
        break;
      }
      int marker = Byte.toUnsignedInt(buffer.get());
      if (marker == 0xff) {
        // Padding: the marker begins with the second of the two.
        buffer.position(buffer.position() - 1);
        continue;
      }
      int length = Short.toUnsignedInt(buffer.getShort()) - Short.BYTES;
      if (marker == START_OF_SCAN || length < 0 || length > buffer.remaining()) {
        break;
      }
      var segment = buffer.slice(buffer.position(), length);
      if (marker == 0xe0 && begins(segment, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xe1 && exif == null && begins(segment, "Exif\0")) {
        exif = segment.position(Math.min(6, length));
      } else if (marker == 0xee && begins(segment, "Adobe") && length >= 12) {
        adobeTransform = OptionalInt.of(segment.get(11));
      } else if (isFrame(marker)) {
        components = components(segment);
      }
      buffer.position(buffer.position() + length);
    }
    var orientation = exif == null ? Orientation.UPRIGHT : ExifOrientation.of(exif);
    return new JpegHeader(jfif, adobeTransform, components, orientation);
  }

  private static boolean begins(ByteBuffer segment, String name) {
    byte[] wanted = name.getBytes(ISO_8859_1);
    return segment.remaining() >= wanted.length
        && segment.slice(0, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  /** C0 to CF, without the tables that lie among them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static ImmutableIntArray components(ByteBuffer frame) {
    var names = ImmutableIntArray.builder();
    // Precision, height and width, number of components; then three bytes for each.
    for (int at = 6; at + 3 <= frame.limit(); at += 3) {
      names.add(Byte.toUnsignedInt(frame.get(at)));
    }
    return names.build();
  }

  /** How samples become colours: by the rules of libjpeg, on which viewers agree. */
  JpegColors colors() {
    return switch (components.length()) {
      case 1 -> JpegColors.GRAY;
      case 4 ->
          adobeTransform.isPresent() && adobeTransform.getAsInt() != 0
              ? JpegColors.YCCK
              : JpegColors.CMYK;
      default -> {
        boolean plain =
            adobeTransform.isPresent()
                ? adobeTransform.getAsInt() == 0
                : components.equals(ImmutableIntArray.of('R', 'G', 'B'));
        yield plain && !jfif ? JpegColors.RGB : JpegColors.YCBCR;
      }
    };
  }

  /**
   * Whether TensorFlow shows its inks inverted: all programs that write CMYK store the inks so, but
   * without an Adobe segment TensorFlow does not expect it.
   */
  boolean invertsInks() {
    return components.length() == 4 && adobeTransform.isEmpty();
  }
}
