package org.tfpipeline.tools.inspect.sheet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.TreeMap;

/**
 * Arranges thumbnails in rows, each with two lines of text below, and the classes' colours at the
 * end.
 *
 * @param side pixels of a column
 * @param letters for the text
 */
record SheetLayout(int side, Lettering letters) {

  /** Pixels between the thumbnails and around them. */
  static final int GAP = 12;

  /** Pixels between a thumbnail and its text. */
  private static final int AIR = 2;

  static final Color INK = new Color(0x202020);
  private static final Color PALE_INK = new Color(0x707070);

  /** Paints the sheet; there must be a thumbnail. */
  BufferedImage paint(ImmutableList<Thumbnail> thumbnails) {
    int columns = columns(thumbnails.size());
    var rows = Lists.partition(thumbnails, columns);
    int width = GAP + columns * (side + GAP);
    var classes = new TreeMap<Long, String>();
    thumbnails.forEach(thumbnail -> classes.putAll(thumbnail.classes()));
    var legend = new Legend(classes, width, letters);
    int height = GAP + rows.stream().mapToInt(this::height).sum() + legend.height();
    var sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    int top = GAP;
    for (List<Thumbnail> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        paint(graphics, row.get(i), GAP + i * (side + GAP), top);
      }
      top += height(row);
    }
    legend.paint(graphics, top);
    graphics.dispose();
    return sheet;
  }

  /** Somewhat wider than high. */
  static int columns(int thumbnails) {
    return Math.min(thumbnails, (int) Math.ceil(Math.sqrt(1.6 * thumbnails)));
  }

  private int height(List<Thumbnail> row) {
    int pictures = row.stream().mapToInt(one -> one.picture().getHeight()).max().orElse(0);
    return pictures + AIR + 2 * letters.height() + GAP;
  }

  private void paint(Graphics2D graphics, Thumbnail thumbnail, int left, int top) {
    graphics.drawImage(thumbnail.picture(), left, top, null);
    int below = top + thumbnail.picture().getHeight() + AIR;
    letters.draw(graphics, letters.fitEnd(thumbnail.title(), side), left, below, INK);
    letters.draw(
        graphics,
        letters.fit(thumbnail.subtitle(), side),
        left,
        below + letters.height(),
        PALE_INK);
  }
}
