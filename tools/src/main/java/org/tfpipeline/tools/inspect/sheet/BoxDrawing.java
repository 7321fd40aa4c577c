package org.tfpipeline.tools.inspect.sheet;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.BoundingBox;

/** Draws the boxes of objects in the colours of their classes, with the classes' names. */
final class BoxDrawing {

  private static final int LINE = 2;
  private static final BasicStroke SOLID =
      new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

  /** Of crowds, and of what evaluations pass over. */
  private static final BasicStroke DASHED =
      new BasicStroke(
          LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0);

  private final BufferedImage picture;
  private final Lettering letters;
  private final List<Rectangle> names = new ArrayList<>();

  BoxDrawing(BufferedImage picture, Lettering letters) {
    this.picture = picture;
    this.letters = letters;
  }

  /**
   * Large boxes come first, names last, so that little is covered. A name that would cover another
   * is left out; the colour tells it.
   */
  void draw(List<AnnotatedObject> objects) {
    var graphics = picture.createGraphics();
    var sorted =
        objects.stream()
            .sorted(Comparator.comparingInt(object -> -area(place(object.box()))))
            .toList();
    sorted.forEach(object -> outline(graphics, object));
    sorted.forEach(object -> name(graphics, object));
    graphics.dispose();
  }

  private static int area(Rectangle box) {
    return box.width * box.height;
  }

  private void outline(Graphics2D graphics, AnnotatedObject object) {
    var box = place(object.box());
    graphics.setColor(ClassColors.of(object.label().index()));
    graphics.setStroke(object.crowd() || object.difficult() ? DASHED : SOLID);
    // A line of two pixels lies around its coordinate.
    graphics.drawRect(box.x + LINE / 2, box.y + LINE / 2, box.width - LINE, box.height - LINE);
  }

  private void name(Graphics2D graphics, AnnotatedObject object) {
    String text = object.label().text();
    String name = text.isEmpty() ? Long.toString(object.label().index()) : text;
    String shown = letters.fit(name, picture.getWidth() / 2);
    Rectangle tag = tag(place(object.box()), letters.width(shown) + 2 * LINE);
    if (letters.hasFont() && names.stream().noneMatch(tag::intersects)) {
      names.add(tag);
      Color color = ClassColors.of(object.label().index());
      graphics.setColor(color);
      graphics.fill(tag);
      letters.draw(graphics, shown, tag.x + LINE, tag.y, ClassColors.textOn(color));
    }
  }

  /** A place above the box, or below it, or inside if it fills the picture. */
  private Rectangle tag(Rectangle box, int width) {
    int height = letters.height();
    int left = Math.max(0, Math.min(box.x, picture.getWidth() - width));
    int below = box.y + box.height;
    int top = box.y;
    if (box.y >= height) {
      top = box.y - height;
    } else if (below + height <= picture.getHeight()) {
      top = below;
    }
    return new Rectangle(left, top, width, height);
  }

  /** The pixels that a box covers, at least so many that its lines have room. */
  private Rectangle place(BoundingBox box) {
    int left = pixel(box.xmin(), picture.getWidth());
    int top = pixel(box.ymin(), picture.getHeight());
    int right = pixel(box.xmax(), picture.getWidth());
    int bottom = pixel(box.ymax(), picture.getHeight());
    return new Rectangle(
        left, top, Math.max(2 * LINE, right - left), Math.max(2 * LINE, bottom - top));
  }

  /** Records may hold any number. */
  private static int pixel(float fraction, int size) {
    return Math.round(Math.max(0, Math.min(1, fraction)) * size);
  }
}
