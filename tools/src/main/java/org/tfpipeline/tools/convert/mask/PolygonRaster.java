package org.tfpipeline.tools.convert.mask;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.Ints;
import java.util.BitSet;

/**
 * Fills a polygon with the very pixels that COCO's own tools choose, so that areas and overlaps
 * agree with theirs. The outline is walked on a grid of fifths of a pixel. Where it passes from one
 * column of the grid to the next at the middle of a pixel column, it crosses that column; pixels
 * below an odd number of crossings are inside. Only the columns and rows that the polygon spans are
 * looked at, since an object may have thousands of small parts.
 */
final class PolygonRaster {

  private static final int FINENESS = 5;

  private final int left;
  private final int right;
  private final int top;
  private final int bottom;

  /** For each pixel, columns one after the other: whether an odd number of crossings is here. */
  private final BitSet crossings;

  private int lastX;
  private int lastY;
  private boolean started;

  /** Takes the pixels inside. */
  interface Pixels {
    void set(int x, int y);
  }

  /**
   * Walks along a polygon in an image.
   *
   * @param polygon its corners, x and y in turn
   */
  PolygonRaster(ImmutableDoubleArray polygon, int width, int height) {
    double[] low = {polygon.get(0), polygon.get(1)};
    double[] high = low.clone();
    for (int i = 0; i < polygon.length(); i++) {
      low[i % 2] = Math.min(low[i % 2], polygon.get(i));
      high[i % 2] = Math.max(high[i % 2], polygon.get(i));
    }
    // A pixel more on each side takes in what rounding does.
    left = Ints.constrainToRange((int) Math.floor(low[0]) - 1, 0, width);
    right = Ints.constrainToRange((int) Math.ceil(high[0]) + 1, 0, width);
    top = Ints.constrainToRange((int) Math.floor(low[1]) - 1, 0, height);
    bottom = Ints.constrainToRange((int) Math.ceil(high[1]) + 1, 0, height);
    crossings = new BitSet((right - left) * (bottom - top));
    int corners = polygon.length() / 2;
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      walk(
          fine(polygon.get(2 * i)),
          fine(polygon.get(2 * i + 1)),
          fine(polygon.get(2 * next)),
          fine(polygon.get(2 * next + 1)));
    }
  }

  /** Hands over the pixels inside. */
  void fill(Pixels pixels) {
    int place = 0;
    for (int x = left; x < right; x++) {
      boolean inside = false;
      for (int y = top; y < bottom; y++, place++) {
        inside ^= crossings.get(place);
        if (inside) {
          pixels.set(x, y);
        }
      }
    }
  }

  private static int fine(double pixels) {
    return (int) (FINENESS * pixels + 0.5);
  }

  /** Steps along the longer direction, always from its lower end so that rounding is the same. */
  private void walk(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    boolean flat = dx >= dy;
    boolean backwards = flat ? fromX > toX : fromY > toY;
    int startX = backwards ? toX : fromX;
    int startY = backwards ? toY : fromY;
    int endX = backwards ? fromX : toX;
    int endY = backwards ? fromY : toY;
    int steps = flat ? dx : dy;
    double slope =
        steps == 0 ? 0 : flat ? (double) (endY - startY) / dx : (double) (endX - startX) / dy;
    for (int i = 0; i <= steps; i++) {
      int step = backwards ? steps - i : i;
      int sideways = (int) ((flat ? startY : startX) + slope * step + 0.5);
      visit(flat ? startX + step : sideways, flat ? sideways : startY + step);
    }
  }

  private void visit(int x, int y) {
    if (started && x != lastX) {
      cross(Math.max(x, lastX) - 1, Math.min(y, lastY));
    }
    started = true;
    lastX = x;
    lastY = y;
  }

  private void cross(int x, int y) {
    int middle = FINENESS / 2;
    int column = Math.floorDiv(x - middle, FINENESS);
    if (Math.floorMod(x - middle, FINENESS) != 0 || column < left || column >= right) {
      return;
    }
    int row = (int) Math.ceil((y + 0.5) / FINENESS - 0.5);
    if (row < bottom) { // Below the image's last row there is nothing to be inside.
      crossings.flip((column - left) * (bottom - top) + Math.max(row, top) - top);
    }
  }
}
