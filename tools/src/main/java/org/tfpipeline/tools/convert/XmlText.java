package org.tfpipeline.tools.convert;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Decodes XML files. The platform's parser does that too, but prints what is wrong instead of only
 * throwing it.
 */
final class XmlText {

  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
  private static final int HEAD_BYTES = 200;

  private XmlText() {}

  /** Decodes by the byte order mark or the declaration, else as UTF-8. */
  static String decode(byte[] content) throws AnnotationException {
    Charset charset = charset(content);
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new AnnotationException("is no text in %s; save it so".formatted(charset));
    }
  }

  private static Charset charset(byte[] content) throws AnnotationException {
    if (content.length > 1 && (content[0] & content[1] & 0xff) == 0xfe) {
      return StandardCharsets.UTF_16;
    }
    int head = Math.min(content.length, HEAD_BYTES);
    var matcher = DECLARED.matcher(new String(content, 0, head, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new AnnotationException(
          "has the encoding %s, which is unknown; save it in UTF-8".formatted(matcher.group(1)));
    }
  }
}
