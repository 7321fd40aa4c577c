package org.tfpipeline.tools.inspect.sheet;

import com.google.common.base.CharMatcher;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * Writes on pictures. Small containers have a Java without fonts; then it writes nothing, and the
 * pictures are still worth looking at.
 */
public final class Lettering {

  private static final int LONGEST = 200;
  private static final String ELLIPSIS = "…";

  private final Optional<FontMetrics> metrics;

  /** Letters of a size in pixels. */
  public Lettering(int size) {
    metrics = load(size);
  }

  private static Optional<FontMetrics> load(int size) {
    var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      var loaded = graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size));
      loaded.stringWidth("a");
      return Optional.of(loaded);
    } catch (LinkageError | InternalError | RuntimeException e) {
      // Java has a different answer to each library and file that it misses.
      return Optional.empty();
    } finally {
      graphics.dispose();
    }
  }

  /** Whether there is one to write with. */
  public boolean hasFont() {
    return metrics.isPresent();
  }

  /** Pixels of a line. */
  public int height() {
    return metrics.map(FontMetrics::getHeight).orElse(0);
  }

  /** Pixels that a text takes in a line. */
  public int width(String text) {
    return metrics.map(found -> found.stringWidth(text)).orElse(0);
  }

  /** Text from a record, without what cannot be seen, its end left out if it is too long. */
  String fit(String text, int width) {
    String shown = shown(text);
    if (width(shown) <= width) {
      return shown;
    }
    int end = Math.min(shown.length(), LONGEST);
    while (end > 0 && width(shown.substring(0, end) + ELLIPSIS) > width) {
      end--;
    }
    return shown.substring(0, end) + ELLIPSIS;
  }

  /** The same with the beginning left out, for paths. */
  public String fitEnd(String text, int width) {
    String shown = shown(text);
    if (width(shown) <= width) {
      return shown;
    }
    int start = Math.max(0, shown.length() - LONGEST);
    while (start < shown.length() && width(ELLIPSIS + shown.substring(start)) > width) {
      start++;
    }
    return ELLIPSIS + shown.substring(start);
  }

  private static String shown(String text) {
    return CharMatcher.javaIsoControl().replaceFrom(text, '?');
  }

  /** Writes a line whose upper left corner is given. */
  public void draw(Graphics2D graphics, String text, int left, int top, Color color) {
    metrics.ifPresent(
        found -> {
          graphics.setRenderingHint(
              RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
          graphics.setFont(found.getFont());
          graphics.setColor(color);
          graphics.drawString(text, left, top + found.getAscent());
        });
  }
}
