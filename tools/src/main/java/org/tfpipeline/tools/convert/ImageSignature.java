package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Kinds of image files, told by their first bytes. */
enum ImageSignature {
  JPEG("\u00ff\u00d8\u00ff"),
  PNG("\u0089PNG\r\n\u001a\n"),
  GIF("GIF8"),
  BMP("BM"),
  LITTLE_ENDIAN_TIFF("II*\0"),
  BIG_ENDIAN_TIFF("MM\0*"),
  WEBP("RIFF????WEBP"),
  AVIF("????ftypavif"),
  HEIC("????ftyphei"),
  JPEG_XL("\0\0\0\fJXL "),
  JPEG_2000("\0\0\0\fjP  ");

  private static final int HEAD_BYTES = 12;

  private static final Set<String> SUFFIXES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "avif", "heic",
          "heif", "jxl", "jp2");

  /** Latin-1; a question mark stands for any byte. */
  private final String pattern;

  ImageSignature(String pattern) {
    this.pattern = pattern;
  }

  static Optional<ImageSignature> of(byte[] content) {
    return Arrays.stream(values()).filter(signature -> signature.matches(content)).findFirst();
  }

  /** Whether a file claims to be an image by its suffix, or is one by its first bytes. */
  static boolean promisesImage(Path file) throws IOException {
    String name = file.getFileName().toString();
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (SUFFIXES.contains(suffix)) {
      return true;
    }
    try (var in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD_BYTES)).filter(signature -> signature != BMP).isPresent();
    }
  }

  private boolean matches(byte[] content) {
    if (content.length < pattern.length()) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) != '?' && pattern.charAt(i) != (content[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /** Whether images of this kind can be converted. */
  boolean isConverted() {
    return switch (this) {
      case JPEG, PNG, GIF, BMP, LITTLE_ENDIAN_TIFF, BIG_ENDIAN_TIFF, WEBP -> true;
      case AVIF, HEIC, JPEG_XL, JPEG_2000 -> false;
    };
  }

  /** The name under which ImageIO knows the decoder of a kind that can be converted. */
  String readerName() {
    return displayName().toLowerCase(Locale.ROOT);
  }

  /** The name people use. */
  String displayName() {
    return switch (this) {
      case LITTLE_ENDIAN_TIFF, BIG_ENDIAN_TIFF -> "TIFF";
      case WEBP -> "WebP";
      case JPEG_XL -> "JPEG XL";
      case JPEG_2000 -> "JPEG 2000";
      default -> name();
    };
  }
}
