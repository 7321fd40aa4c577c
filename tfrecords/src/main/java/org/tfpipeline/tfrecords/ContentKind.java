package org.tfpipeline.tfrecords;

import com.google.common.base.CharMatcher;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;

/** Names what the first bytes of a file look like, for messages about files of the wrong kind. */
enum ContentKind {
  JPEG("a JPEG image", "ffd8ff"),
  PNG("a PNG image", "89504e470d0a1a0a"),
  GIF("a GIF image", "47494638"),
  ZIP("a ZIP archive", "504b0304"),
  HDF5("an HDF5 file", "894844460d0a1a0a"),
  PARQUET("a Parquet file", "50415231"),
  SQLITE("an SQLite database", "53514c69746520"),
  NUMPY("a NumPy array", "934e554d5059");

  private final String description;

  /** The first bytes, in hexadecimal. */
  private final String magic;

  ContentKind(String description, String magic) {
    this.description = description;
    this.magic = magic;
  }

  static String describe(byte[] head) {
    String hex = BaseEncoding.base16().lowerCase().encode(head);
    for (ContentKind kind : values()) {
      if (hex.startsWith(kind.magic)) {
        return "the signature of " + kind.description;
      }
    }
    if (isPrintable(head)) {
      String text = new String(head, StandardCharsets.US_ASCII);
      return "the text '%s'".formatted(CharMatcher.whitespace().trimAndCollapseFrom(text, ' '));
    }
    return "the bytes " + BaseEncoding.base16().lowerCase().withSeparator(" ", 2).encode(head);
  }

  private static boolean isPrintable(byte[] head) {
    for (byte value : head) {
      if ((value < ' ' && value != '\n' && value != '\r' && value != '\t') || value == 0x7f) {
        return false;
      }
    }
    return head.length > 0;
  }
}
